import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Db, openDatabase } from '@fanloom/server/db/database.js';
import { writeCsv } from '@fanloom/server/demo/generate/csv.js';
import { orderList } from '@fanloom/server/demo/generate/order-list.js';
import { startNodeProcess } from '@fanloom/server/launch/node-process.js';
import { lastLines } from '@fanloom/server/launch/log-file.js';
import type { BenchOrder } from '../bench-order.js';
import type { Figure } from '../figure.js';
import type { Stage, StageDatabase } from '../stage.js';
import { median, seconds } from '../statistics.js';
import type { ImportAnswer } from './import-process.js';
import { copyFile, loadStaging, saveStaging, summaryOf, writeFromStaging } from './staging.sql.js';

const EXPORTED_AT = Date.parse('2026-10-01T10:00:00+08:00');
const DAYS = 180;
const FILE_COLUMNS = 17;
/** Rows up to which several rounds are cheap. */
const SMALL = 200_000;
const ROUNDS = 3;

/** An order list in GBK through the real importer, against SQL that writes the same rows, and a plain COPY of the file. */
export async function importOrders(stage: Stage, { size, note }: BenchOrder): Promise<Figure[]> {
  const path = join(stage.folder, 'ExportOrderList.csv');
  const world = { seed: 1, fans: Math.ceil(size / 3), orders: size, days: DAYS, endsAt: EXPORTED_AT };
  const part = { from: 0, to: size, exportedAt: EXPORTED_AT };
  const generated = await seconds(() => writeCsv(path, 'gb18030', orderList(world, part)));
  await chmod(path, 0o644);
  note(`a file of ${String(size)} orders is written in ${generated.toFixed(0)} s`);

  const imported: ImportAnswer[] = [];
  const bare: number[] = [];
  const copied: number[] = [];
  for (let round = 0; round < (size > SMALL ? 1 : ROUNDS); round++) {
    const { answer, staging, summary } = await runImporter(stage, path);
    imported.push(answer);
    note(`importer: ${answer.seconds.toFixed(1)} s, ${JSON.stringify(summary)}`);
    const run = await runBare(stage, { staging, path, summary });
    bare.push(run.bare);
    copied.push(run.copied);
    note(`bare SQL: ${run.bare.toFixed(1)} s, COPY: ${run.copied.toFixed(1)} s`);
  }
  const took = median(imported.map((answer) => answer.seconds));
  const detail = `importer ${took.toFixed(1)} s for ${String(size)} orders, ${(size / took).toFixed(0)} rows/s`;
  const ratio = (name: Figure['name'], times: number[], what: string): Figure => {
    return { name, value: took / median(times), unit: 'x', baseline: `${what} ${median(times).toFixed(1)} s`, detail };
  };
  const rss = Math.max(...imported.map((answer) => answer.peakMib));
  return [
    ratio('import.vs_bare_sql', bare, 'bare SQL from a staging table'),
    ratio('import.vs_copy', copied, 'COPY of the file'),
    { name: 'import.rss_mib', value: rss, unit: 'MiB', baseline: null, detail: 'peak of the importing process' },
  ];
}

async function runImporter(
  stage: Stage,
  path: string,
): Promise<{ answer: ImportAnswer; staging: string; summary: Record<string, number> }> {
  const database = await stage.database();
  try {
    return await withDb(database, async (db) => {
      const { id } = await db.insertInto('shop').values({ name: 'bench' }).returning('id').executeTakeFirstOrThrow();
      await stage.calm();
      const answer = await importInProcess(stage, { BENCH_DATABASE: database.url, BENCH_SHOP: id, BENCH_FILE: path });
      const { rows } = await sql<{ folder: string }>`select current_setting('data_directory') as folder`.execute(db);
      const staging = join(rows[0]?.folder ?? '', 'bench-staging');
      await saveStaging(db, staging);
      return { answer, staging, summary: await summaryOf(db) };
    });
  } finally {
    await database.drop();
  }
}

async function importInProcess(stage: Stage, env: NodeJS.ProcessEnv): Promise<ImportAnswer> {
  const log = join(stage.folder, 'import.log');
  let answer: ImportAnswer | undefined;
  const entry = 'tests/dist/bench/import/import-process.js';
  const child = await startNodeProcess(entry, { ...process.env, ...env }, log, (message) => {
    answer = message as ImportAnswer;
  });
  await child.exited;
  if (!answer) throw new Error(`The import failed:\n${await lastLines(log)}`);
  return answer;
}

async function runBare(
  stage: Stage,
  { staging, path, summary }: { staging: string; path: string; summary: Record<string, number> },
): Promise<{ bare: number; copied: number }> {
  const database = await stage.database();
  try {
    return await withDb(database, async (db) => {
      await loadStaging(db, staging);
      await stage.calm();
      const bare = await seconds(() => writeFromStaging(db));
      const written = await summaryOf(db);
      if (JSON.stringify(written) !== JSON.stringify(summary)) {
        throw new Error(`Not the same rows: ${JSON.stringify(summary)} and ${JSON.stringify(written)}`);
      }
      await stage.calm();
      return { bare, copied: await seconds(() => copyFile(db, path, FILE_COLUMNS)) };
    });
  } finally {
    await database.drop();
  }
}

async function withDb<T>(database: StageDatabase, work: (db: Db) => Promise<T>): Promise<T> {
  const db = openDatabase(database.url, { connections: 1 });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}
