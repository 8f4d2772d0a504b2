import { join } from 'node:path';
import { sql } from 'kysely';
import { readSecrets } from '@fanloom/server/config/secrets.js';
import { type Db, openDatabase } from '@fanloom/server/db/database.js';
import type { BenchOrder } from '../bench-order.js';
import type { Figure } from '../figure.js';
import { copyShop } from '../data/shop-copy.js';
import { giveToken, withProduct } from '../product.js';
import type { Stage, StageDatabase } from '../stage.js';
import { median, quantile, seconds } from '../statistics.js';
import { loadStaging, saveStaging, summaryOf, writeFromStaging } from './by-hand.sql.js';
import { BATCH, type Door, sendAll, sendSingles } from './event-sender.js';
import { registerFans } from './registered-fans.js';

/** At most ten of a fan. */
const EVENTS = 200_000;
const EVENTS_EACH = 10;
const SINGLES = 600;

/**
 * Events of a filled shop's fans through `POST /v1/events` into a server process, against SQL that writes the same rows
 * from a staging table into a copy of the database; then single events beside such a load.
 */
export async function ingest(stage: Stage, { size, note }: BenchOrder): Promise<Figure[]> {
  const { database, shopId } = await copyShop(stage, size);
  const token = await withDb(database, async (db) => {
    await registerFans(db, await readSecrets(await stage.secretsFile()));
    return (await giveToken(db, shopId)).token;
  });
  const copy = await stage.database(database);
  note(`${String(size)} fans are there`);

  const events = Math.min(EVENTS, EVENTS_EACH * size);
  const took = await withServer(stage, database, token, (door) => seconds(() => sendAll(door, 'load', events, size)));
  note(`product: ${took.toFixed(1)} s`);
  const { path, summary } = await withDb(database, async (db) => {
    const { rows } = await sql<{ folder: string }>`select current_setting('data_directory') as folder`.execute(db);
    const staging = join(rows[0]?.folder ?? '', 'bench-events');
    await saveStaging(db, staging, 'load');
    return { path: staging, summary: await summaryOf(db) };
  });
  const bare = await withDb(copy, async (db) => {
    await loadStaging(db, path);
    await stage.calm();
    const byHand = await seconds(() => writeFromStaging(db));
    const written = await summaryOf(db);
    if (written !== summary) throw new Error(`Not the same rows:\n${summary}\n${written}`);
    return byHand;
  });
  const singles = await withServer(stage, database, token, (door) => sendSingles(door, SINGLES, size));
  return [
    {
      name: 'ingest.vs_bare_sql',
      value: bare / took,
      unit: 'x',
      baseline: `bare SQL from a staging table ${bare.toFixed(1)} s`,
      detail: `${String(events)} events in batches of ${String(BATCH)}, ${(events / took).toFixed(0)} events/s`,
    },
    {
      name: 'ingest.single_p99_ms',
      value: quantile(singles, 0.99),
      unit: 'ms',
      baseline: null,
      detail: `of ${String(singles.length)} at 20/s beside batches over 4 connections, half within ${median(singles).toFixed(0)} ms`,
    },
  ];
}

/** The product's server as a process of its own, for as long as the work takes. */
async function withServer<T>(
  stage: Stage,
  { url: databaseUrl }: StageDatabase,
  token: string,
  work: (door: Door) => Promise<T>,
): Promise<T> {
  return withProduct(stage, { databaseUrl, worker: false }, async (url) => {
    await stage.calm();
    return work({ url, token });
  });
}

async function withDb<T>(database: StageDatabase, work: (db: Db) => Promise<T>): Promise<T> {
  const db = openDatabase(database.url, { connections: 1, patient: true });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}
