import { type FileHandle, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { businessNow } from '../clock/clock.js';
import { UserError } from '../config/user-error.js';
import type { Keys } from '../crypto/keys.js';
import type { Db } from '../db/database.js';
import type { IngestShop } from '../event/ingest-shop.js';
import { importMapping, type ImportOptions } from '../import/import-settings.js';
import { reasonsOf } from '../import/import.queries.js';
import { readOwnFields } from '../import/own-field.js';
import { rejectFile } from '../import/reject/reject-file.js';
import { runImport, type Progress } from '../import/run/run-import.js';
import { createImport, findUnfinished, measureFile } from '../import/start-import.js';
import { plainName } from '../import/file/store-file.js';
import { eachTable } from '../import/file/unpack-file.js';
import type { Terminal } from './command.js';
import { previewAsTold, type ToldReading } from './import-reading.js';
import { detectionText, outcomeText, progressText, type ImportOutcome } from './import-report.js';

const TELL_EVERY = 2_000;
/** Another process that was killed holds its import for half a minute. */
const LOOK_AGAIN = 1_000;

/** What is done with each file of a call. */
export interface Task {
  db: Db;
  keys: Keys;
  shop: IngestShop;
  options: ImportOptions;
  reading: ToldReading;
  ask: boolean;
  rejects: string | undefined;
  signal: AbortSignal;
}

/** Imports a file, or each table of an archive. @returns false when something is wrong with one of them as a whole */
export async function importFile(path: string, task: Task, terminal: Terminal): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'fanloom-import-'));
  let isClean = true;
  try {
    const file = { path, name: plainName(path) };
    for await (const table of eachTable(file, folder)) isClean = (await importTable(table, task, terminal)) && isClean;
    return isClean;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return tellRefusal(basename(path), error, terminal);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function importTable({ path, name }: { path: string; name: string }, task: Task, terminal: Terminal) {
  const { db, keys, shop, options } = task;
  if (task.signal.aborted) return false;
  try {
    const ownFields = await readOwnFields(db, shop.id);
    const place = { shop, ownFields, keys, now: await businessNow(db) };
    const preview = await previewAsTold(db, path, place, task.reading);
    terminal.note(detectionText(name, preview));
    const [problem] = preview.problems;
    if (problem || !preview.kind || preview.header_row === null) return tellProblem(name, problem, terminal);
    if (task.ask && !(await isConfirmed(terminal))) return true;
    const file = { name, ...(await measureFile(path)) };
    const plan = { ...preview, kind: preview.kind, header_row: preview.header_row, options };
    const id = (await findUnfinished(db, shop.id, file.sha256)) ?? (await createImport(db, shop.id, file, plan, null));
    await runToEnd(id, path, task, terminal);
    return await tellOutcome(id, name, task, terminal);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return tellRefusal(name, error, terminal);
  }
}

async function runToEnd(id: string, path: string, { db, keys, signal }: Task, terminal: Terminal): Promise<void> {
  const since = Date.now();
  let told = since;
  const onProgress = (progress: Progress) => {
    if (Date.now() - told < TELL_EVERY) return;
    told = Date.now();
    terminal.note(progressText(progress, (told - since) / 1000));
  };
  while ((await runImport(db, keys, id, path, { signal, onProgress })) === 'busy') {
    if (Date.now() - told > TELL_EVERY) {
      told = Date.now();
      terminal.note({
        zh: '  等待另一个进程放开这次导入…',
        en: '  Waiting for another process to let go of this import …',
      });
    }
    await delay(LOOK_AGAIN);
  }
}

async function tellOutcome(id: string, name: string, task: Task, terminal: Terminal): Promise<boolean> {
  const row = await task.db.selectFrom('import').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const { state, kind, layout, loaded, merged, unchanged, rejected } = row;
  const outcome: ImportOutcome = {
    ...{ state, kind, layout, loaded, merged, unchanged, rejected },
    reasons: await reasonsOf(task.db, id),
    warnings: row.warnings as ImportOutcome['warnings'],
    cautions: row.cautions as unknown as ImportOutcome['cautions'],
    problem: row.problem as ImportOutcome['problem'],
  };
  if (terminal.json) terminal.print(JSON.stringify({ file: name, import_id: id, ...outcome }));
  else terminal.print(outcomeText(outcome)[terminal.language]);
  if (task.rejects !== undefined && rejected > 0) {
    const base = join(task.rejects, `${name.replace(/\.[^.]+$/, '')}-rejects`);
    await writeRejects(base, { id, mapping: importMapping.parse(row.mapping) }, task, terminal);
  }
  return state === 'done';
}

async function writeRejects(
  base: string,
  job: Parameters<typeof rejectFile>[2],
  { db, keys }: Task,
  terminal: Terminal,
): Promise<void> {
  await mkdir(dirname(base), { recursive: true });
  const { path, file } = await createAnew(base);
  await pipeline(Readable.from(rejectFile(db, keys, job, terminal.language)), file.createWriteStream());
  terminal.note({ zh: `  未导入的行已写入 ${path}`, en: `  The rows that were not imported are in ${path}` });
}

/** Files of the same name come every day: none takes the place of an earlier one. */
async function createAnew(base: string): Promise<{ path: string; file: FileHandle }> {
  for (let n = 1; ; n++) {
    const path = `${base}${n === 1 ? '' : `-${String(n)}`}.csv`;
    try {
      return { path, file: await open(path, 'wx', 0o600) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

function tellRefusal(name: string, error: UserError, terminal: Terminal): false {
  const { code, text } = error;
  terminal.note({ zh: `${name}\n  ${code}  ${text.zh}`, en: `${name}\n  ${code}  ${text.en}` });
  return tellProblem(name, error, terminal);
}

function tellProblem(
  name: string,
  problem: { code: string; text: { zh: string; en: string } } | undefined,
  terminal: Terminal,
): false {
  if (terminal.json && problem) {
    terminal.print(JSON.stringify({ file: name, problem: { code: problem.code, text: problem.text } }));
  }
  return false;
}

/** Without a person at the keyboard nobody is asked. */
async function isConfirmed(terminal: Terminal): Promise<boolean> {
  if (!process.stdin.isTTY || terminal.json) return true;
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await reader.question(terminal.language === 'zh' ? '开始导入？[Y/n] ' : 'Import it? [Y/n] ');
    return /^(?:|y|yes|是|好)$/i.test(answer.trim());
  } finally {
    reader.close();
  }
}
