import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Db, openDatabase } from '../db/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { removeExpired } from './retention.sql.js';

const DAYS = 60;

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { connections: 2 });
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

/** An event that happened so many days before business time, and its month. */
async function happened(daysAgo: number): Promise<string> {
  const { rows } = await sql<{ month: string }>`
    with moment as (select business_now() - make_interval(days => ${daysAgo}) as at),
      made as (select ensure_event_month(at) from moment)
    select 'event_' || to_char(at at time zone 'UTC', 'YYYY_MM') as month from moment, made`.execute(db);
  await sql`
    insert into event (shop_id, type, happened_at, arrived_at, source)
    select gen_random_uuid(), 'follow', at, at, 'test'
    from (select business_now() - make_interval(days => ${daysAgo}) as at) moment`.execute(db);
  return rows[0]?.month ?? '';
}

async function months(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = 'event'::regclass order by 1`.execute(
    db,
  );
  return rows.map(({ name }) => name);
}

it('drops the months that are over as a whole, and of the one that is not only the old events', async () => {
  const over = [await happened(200), await happened(130)];
  await happened(DAYS + 1);
  const recent = await happened(DAYS - 1);
  expect(await removeExpired(db, 'events', DAYS)).toBe(3);
  const left = await months();
  expect(left).toEqual(expect.arrayContaining([recent, 'event_other']));
  expect(left.filter((name) => over.includes(name))).toEqual([]);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from event`.execute(db);
  expect(rows).toEqual([{ n: 1 }]);
});

it('takes the events of a month that somebody reads one by one, and the month when it is free', async () => {
  const month = await happened(200);
  await db.transaction().execute(async (reader) => {
    await sql`lock table event in access share mode`.execute(reader);
    expect(await removeExpired(db, 'events', DAYS)).toBe(1);
  });
  expect(await months()).toContain(month);
  expect(await removeExpired(db, 'events', DAYS)).toBe(0);
  expect(await months()).not.toContain(month);
  // What is told late makes it anew.
  await happened(200);
  expect(await months()).toContain(month);
});
