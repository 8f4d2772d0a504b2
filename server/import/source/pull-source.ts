import { rm } from 'node:fs/promises';
import type { BlockList } from 'node:net';
import { abilityOfStaff } from '../../access/grants.js';
import { mayInShop } from '../../access/in-shop.js';
import { businessNow } from '../../clock/clock.js';
import { UserError } from '../../config/user-error.js';
import type { Keys } from '../../crypto/keys.js';
import type { Db, Tx } from '../../db/database.js';
import { uuid7 } from '../../db/uuid7.js';
import { readIngestShop } from '../../event/ingest-shop.js';
import { notFound } from '../../problem/common.js';
import { importKind, importOptions } from '../import-settings.js';
import { eachTable } from '../file/unpack-file.js';
import { keepFile } from '../file/keep-file.js';
import { readOwnFields } from '../own-field.js';
import type { CodedText } from '../import.problems.js';
import { previewAsBefore } from '../saved-mapping.js';
import { type ImportPlan, measureFile, planColumns } from '../start-import.js';
import { type DueSource, nextTry } from './due-source.sql.js';
import { fetchFile, type Version } from './fetch-file.js';
import { openHeader } from './source-header.js';
import { sourceProblem } from './source.problems.js';

/** Less than the lease. */
const LONGEST_MS = 10 * 60_000;
/** Kept of a source, the newest. */
const KEPT_PULLS = 100;

export interface Puller {
  db: Db;
  keys: Keys;
  /** Folder of uploaded files. */
  folder: string;
  internalHosts: BlockList;
  mostBytes?: number;
}

type Pulled =
  | { outcome: 'unchanged' }
  /** `stops`: it would fail again until somebody else takes the source over. */
  | { outcome: 'failed'; problems: CodedText[]; stops: boolean }
  /** `seen` is what is not to be fetched again; null where a part could not be taken, which is tried again. */
  | { outcome: 'imported'; tables: Table[]; problems: CodedText[]; seen: Seen | null };

interface Seen {
  sha256: Buffer;
  version: Version;
}

/** A file whose import is to be started. */
interface Table {
  importId: string;
  plan: ImportPlan;
}

/** Fetches the file of a source that this process has claimed; a new one is imported, and every pull is written down. */
export async function pullSource(puller: Puller, source: DueSource, stopping: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(LONGEST_MS)]);
  let pulled: Pulled;
  try {
    pulled = await pull(puller, source, signal);
  } catch (error) {
    if (stopping.aborted) return release(puller.db, source);
    if (!(error instanceof UserError)) throw error;
    pulled = { outcome: 'failed', problems: [codedText(error)], stops: error.code === 'IMP138' };
  }
  await puller.db.transaction().execute((tx) => settle(tx, source, pulled));
}

async function pull(puller: Puller, source: DueSource, signal: AbortSignal): Promise<Pulled> {
  if (!(await mayStillImport(puller.db, source))) throw sourceProblem('IMP138');
  const { folder, internalHosts, mostBytes } = puller;
  const { url, etag, last_modified: lastModified, last_sha256: known } = source;
  const asked = { url, header: headerOf(puller, source), known: { etag, lastModified } };
  const fetched = await fetchFile(asked, { folder, internalHosts, signal, mostBytes });
  if (fetched === 'unchanged') return { outcome: 'unchanged' };
  const { file, version } = fetched;
  try {
    if (known?.equals(file.sha256)) return { outcome: 'unchanged' };
    const { tables, problems } = await takeTables(puller, source, file);
    const seen = problems.length === 0 ? { sha256: file.sha256, version } : null;
    if (tables.length > 0) return { outcome: 'imported', tables, problems, seen };
    return seen ? { outcome: 'unchanged' } : { outcome: 'failed', problems, stops: false };
  } finally {
    await rm(file.path, { force: true });
  }
}

/** What a source brings in comes in somebody's name: neither after they left nor with a right that they lost. */
async function mayStillImport(db: Db, { run_by, shop_id }: DueSource): Promise<boolean> {
  return mayInShop(db, await abilityOfStaff(db, run_by), 'create', 'import', shop_id);
}

function headerOf({ keys }: Puller, { id, header_name: name, header_encrypted: sealed }: DueSource) {
  return name === null || sealed === null ? undefined : { name, value: openHeader(keys.masterKeys, id, sealed) };
}

/**
 * Of an archive each table by itself: one that cannot be read does not hold up the others, and is tried again at the next
 * pull without them.
 */
async function takeTables(puller: Puller, source: DueSource, file: { path: string; name: string }) {
  const tables: Table[] = [];
  const problems: CodedText[] = [];
  const taken = await takenLast(puller.db, source.id);
  for await (const table of eachTable(file, puller.folder)) {
    const measured = await measureFile(table.path);
    if (table.path !== file.path && taken.some((one) => one.equals(measured.sha256))) continue;
    try {
      tables.push(await takeTable(puller, source, { ...table, ...measured }));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(table.name === file.name ? codedText(error) : ofTable(table.name, error));
    }
  }
  return { tables, problems };
}

/** Hashes of the files that the newest pull brought which brought any. */
async function takenLast(db: Db, sourceId: string): Promise<Buffer[]> {
  const rows = await db
    .selectFrom('import_pull')
    .innerJoin('import', 'import.id', 'import_pull.import_id')
    .select('import.file_sha256')
    .where('source_id', '=', sourceId)
    .where('import_pull.at', '=', (pulls) =>
      pulls
        .selectFrom('import_pull as brought')
        .select((eb) => eb.fn.max('brought.at').as('at'))
        .where('brought.source_id', '=', sourceId)
        .where('brought.outcome', '=', 'imported'),
    )
    .execute();
  return rows.map(({ file_sha256 }) => file_sha256);
}

/** Reads the file as one with these heads was read last. */
async function takeTable({ db, keys, folder }: Puller, source: DueSource, file: Parameters<typeof keepFile>[3]) {
  const shop = await readIngestShop(db, source.shop_id);
  if (!shop) throw notFound();
  const place = { shop, ownFields: await readOwnFields(db, shop.id), keys, now: await businessNow(db) };
  const wanted = importKind.nullable().parse(source.kind) ?? undefined;
  const preview = await previewAsBefore(db, file.path, place, { kind: wanted });
  const { kind, header_row, format, problems } = preview;
  const [problem] = problems;
  if (problem) throw new UserError(problem.code, problem.text);
  if (kind === null || header_row === null) throw new Error('A table without a problem has a kind and a header');
  const owner = { shopId: shop.id, createdBy: source.run_by };
  const plan = { ...preview, kind, header_row, format, options: importOptions.parse(source.options) };
  return { importId: await keepFile(db, folder, owner, file, preview), plan };
}

function codedText({ code, text }: UserError): CodedText {
  return { code, text };
}

function ofTable(name: string, { code, text }: UserError): CodedText {
  return { code, text: { zh: `${name}：${text.zh}`, en: `${name}: ${text.en}` } };
}

/** Starts the import and says when to come again, in one transaction; nothing where another process has taken over. */
async function settle(tx: Tx, source: DueSource, pulled: Pulled): Promise<void> {
  const failures = pulled.outcome === 'failed' ? source.failures + 1 : 0;
  const settled = await tx
    .updateTable('import_source')
    .set({
      ...{ failures, next_at: nextTry(failures), lease_owner: null, lease_until: null },
      ...(pulled.outcome === 'failed' && pulled.stops && { active: false }),
      ...(pulled.outcome === 'imported' && {
        etag: pulled.seen?.version.etag ?? null,
        last_modified: pulled.seen?.version.lastModified ?? null,
        last_sha256: pulled.seen?.sha256 ?? null,
      }),
    })
    .where('id', '=', source.id)
    .where('lease_owner', '=', source.owner)
    .returning('id')
    .executeTakeFirst();
  if (!settled) return;
  for (const table of pulled.outcome === 'imported' ? pulled.tables : []) await start(tx, table);
  const at = await businessNow(tx);
  const told = historyOf(pulled).map((row) => ({ id: uuid7(), source_id: source.id, at, ...row }));
  for (const row of told) await tx.insertInto('import_pull').values(row).execute();
  await forgetOld(tx, source.id);
}

/** The last one is what is told of the source: what went wrong, where something did. */
function historyOf(pulled: Pulled) {
  if (pulled.outcome === 'unchanged') return [{ outcome: 'unchanged' as const }];
  const tables = pulled.outcome === 'imported' ? pulled.tables : [];
  return [
    ...tables.map(({ importId }) => ({ outcome: 'imported' as const, import_id: importId })),
    ...pulled.problems.map((problem) => ({ outcome: 'failed' as const, problem: JSON.stringify(problem) })),
  ];
}

function start(tx: Tx, { importId, plan }: Table): Promise<unknown> {
  return tx
    .updateTable('import')
    .set({ ...planColumns(plan), state: 'running' })
    .where('id', '=', importId)
    .where('state', '=', 'uploaded')
    .execute();
}

async function forgetOld(tx: Tx, sourceId: string): Promise<void> {
  const kept = tx
    .selectFrom('import_pull')
    .select('id')
    .where('source_id', '=', sourceId)
    .orderBy('id', 'desc')
    .limit(KEPT_PULLS);
  await tx.deleteFrom('import_pull').where('source_id', '=', sourceId).where('id', 'not in', kept).execute();
}

async function release(db: Db, { id, owner }: DueSource): Promise<void> {
  await db
    .updateTable('import_source')
    .set({ lease_owner: null, lease_until: null })
    .where('id', '=', id)
    .where('lease_owner', '=', owner)
    .execute();
}
