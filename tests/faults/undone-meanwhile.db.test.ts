import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Db, openDatabase } from '@fanloom/server/db/database.js';
import { retryingTransaction } from '@fanloom/server/db/retry.js';
import { ingest } from '@fanloom/server/event/ingest.js';
import { type ImportBench, openImportBench, testKeys } from '@fanloom/server/import/testing/import-file.js';
import { runImport } from '@fanloom/server/import/run/run-import.js';
import { undoImport } from '@fanloom/server/import/undo/undo-import.js';
import { createTestDatabase } from '@fanloom/server/testing/database.js';
import { RaceDatabase } from '@fanloom/workflows/testing/race.js';
import { until } from './until.js';

const LIST = '昵称,手机号\n小鹿,13800000001\n';
const VISIT = 'timestamp,nick,event,itemid\n2026-03-01 10:00:00,小鹿,view,7\n';

let bench: ImportBench;
let race: RaceDatabase;
let watching: Db;
let listed: string;

beforeAll(async () => {
  const database = await createTestDatabase();
  bench = await openImportBench(database);
  race = new RaceDatabase(database.url);
  watching = openDatabase(database.url);
});
afterAll(async () => {
  await Promise.all([race.db.destroy(), watching.destroy()]);
  await bench.close();
});
beforeEach(forget);

/** A shop whose one fan an import has made. */
async function forget(): Promise<void> {
  for (const table of ['identity', 'fan', 'fan_shop', 'fan_key', 'event', 'event_key'])
    await sql`delete from ${sql.table(table)}`.execute(bench.db);
  await bench.newShop();
  const { id } = await bench.take('fans.csv', LIST);
  listed = id;
  await bench.db.updateTable('import').set({ state: 'undoing' }).where('id', '=', id).execute();
}

/** Undoes the import that made the fan, to its end or until it waits for whoever is held. */
function undoing() {
  const undo: { ended: Promise<unknown> } = { ended: Promise.resolve() };
  const begin = async () => {
    let isOver = false;
    undo.ended = undoImport(bench.db, listed).finally(() => (isOver = true));
    await until(async () => isOver || (await waits()));
  };
  return { undo, begin };
}

async function waits(): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(watching);
  return rows.length > 0;
}

/** Records that something tells of and that are not there. */
async function lost() {
  const { rows } = await sql`
    select fan_id from event where fan_id not in (select id from fan)
    union all select fan_id from identity where fan_id not in (select id from fan)
    union all select fan_id from fan_shop where fan_id not in (select id from fan)`.execute(bench.db);
  return rows;
}

async function visits() {
  const { rows } = await sql`
    select s.nick, count(e.id)::int as told from fan_shop s left join event e on e.fan_id = s.fan_id
    where s.shop_id = ${bench.shop.id} group by 1`.execute(bench.db);
  return rows;
}

const send = (db: Db) =>
  retryingTransaction(db, (tx) =>
    ingest(tx, bench.shop, testKeys, [
      {
        ...{ type: 'product.click', source: 'app', key: '1', person: { nick: '小鹿' }, properties: {} },
        happenedAt: Date.parse('2026-03-01T10:00:00+08:00'),
      },
    ]),
  );

/** Finds a fan by an identity, or locks their row. */
const FINDING = /from identity i\b|from fan where id = any\S* order by id for no key update/;

it('an event of a fan stays whole when the undo of the import that made the fan falls between lookup, lock and write', async () => {
  await race.run({}, send);
  const moments = race.statements.flatMap((text, at) => (FINDING.test(text) ? [at, at + 1] : []));
  expect(moments.length).toBeGreaterThan(3);
  for (const at of new Set(moments)) {
    await forget();
    const { undo, begin } = undoing();
    await race.run({ at, meanwhile: begin }, send);
    await undo.ended;
    expect(await lost(), `before statement ${String(at)}`).toEqual([]);
    expect(await visits()).toEqual([{ nick: '小鹿', told: 1 }]);
  }
});

it('an import tells of a fan who is gone since it looked them up as of a new one', async () => {
  const path = await bench.write('visit.csv', VISIT);
  const load = async (db: Db) => {
    const id = await bench.prepare(path);
    await runImport(db, testKeys, id, path);
    return bench.result(id);
  };
  await race.run({}, load);
  const locking = race.statements.findLastIndex((text) => FINDING.test(text));
  await forget();
  const { undo, begin } = undoing();
  await race.run({ at: locking, meanwhile: begin }, load);
  await undo.ended;
  expect(await lost()).toEqual([]);
  expect(await visits()).toEqual([{ nick: '小鹿', told: 1 }]);
});
