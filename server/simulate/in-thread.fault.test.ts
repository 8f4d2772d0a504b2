import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { compile } from '@fanloom/dsl/compile/compile.js';
import { createContext } from '@fanloom/dsl/compile/context.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { NEW_SHOP } from '@fanloom/dsl/simulate/options.js';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Db, openDatabase } from '../db/database.js';
import { projectRoot } from '../launch/project.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import type * as inThread from './in-thread.js';
import { type PastRun, runPast } from './run-past.js';

/** A thread runs built files; `npm test` builds them before. */
const built = pathToFileURL(join(projectRoot, 'server/dist/simulate/in-thread.js')).href;
const { runInThread } = (await import(built)) as typeof inThread;

const DAY = 86_400_000;
const NOW = Date.parse('2026-03-31T10:00:00+08:00');

let database: TestDatabase;
let db: Db;
let past: PastRun;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { connections: 4 });
  const shop = await db.insertInto('shop').values({ name: '甲店' }).returning('id').executeTakeFirstOrThrow();
  past = pastOf('流程 "新粉" { 当 关注 每人一次 打标签 "新粉" 等待1天 }', shop.id);
  for (const day of [0.5, 2, 3]) await follow(shop.id, new Date(NOW - day * DAY));
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

function pastOf(text: string, shopId: string): PastRun {
  const { file } = parse(text);
  const sop = file.definitions.find((definition) => definition.kind === 'sop');
  const program = sop && compile(sop, createContext([file], UNKNOWN_CATALOGUE)).program;
  if (!program) throw new Error('The text compiles');
  const period = { from: NOW - 30 * DAY, until: NOW, now: NOW };
  return { program, options: NEW_SHOP, period, audience: { shopId, scope: [{}], fanId: null }, seesFans: true };
}

async function follow(shop_id: string, happened_at: Date): Promise<void> {
  const id = crypto.randomUUID();
  await db.insertInto('fan').values({ id, root_id: id }).execute();
  await db.insertInto('fan_shop').values({ shop_id, fan_id: id }).execute();
  const event = { fan_id: id, shop_id, type: 'follow', happened_at, arrived_at: happened_at, source: 'test' };
  await db
    .insertInto('event')
    .values({ ...event, properties: '{}' })
    .execute();
}

const start = (signal = new AbortController().signal) =>
  runInThread({ databaseUrl: database.url, past }, () => undefined, signal);

async function connections(waiting: boolean): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from pg_stat_activity
    where datname = current_database() and application_name = 'fanloom-simulation'
      and (not ${waiting}::bool or wait_event_type = 'Lock')`.execute(db);
  return rows[0]?.n ?? 0;
}

it('says in a thread what it says here', async () => {
  const outcome = await start();
  expect(outcome.figures).toMatchObject({ fans: 3, entered_fans: 3, finished: 2, in_flight: 1 });
  expect(outcome).toEqual(await runPast(db, past, () => undefined));
});

it('ends with its request, in the database too', async () => {
  const gone = new AbortController();
  await db.transaction().execute(async (tx) => {
    await sql`lock table fan_shop in access exclusive mode`.execute(tx);
    const outcome = start(gone.signal).catch((error: unknown) => error);
    await expect.poll(() => connections(true), { timeout: 30_000 }).toBe(1);
    gone.abort();
    expect(await outcome).toBeInstanceOf(Error);
    await expect.poll(() => connections(false), { timeout: 30_000 }).toBe(0);
  });
});
