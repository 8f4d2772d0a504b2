import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Db } from '@fanloom/server/db/database.js';
import { createTestDatabase, type TestDatabase } from '@fanloom/server/testing/database.js';
import { fillShop, type FilledShop } from './fill-shop.js';

const size = { fans: 2_000, orders: 4_000, events: 10_000, endsAt: new Date('2026-03-05T02:00:00Z') };

let database: TestDatabase;
let db: Db;
let shop: FilledShop;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  shop = await fillShop(db, size);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

async function one<T>(query: ReturnType<typeof sql<T>>): Promise<T | undefined> {
  return (await query.execute(db)).rows[0];
}

/** Everything that is drawn, in one figure. */
const fingerprint = (of: Db, shopId: string) =>
  sql<{ sum: string }>`
    select md5(string_agg(fan_id || ' ' || orders || ' ' || spend || ' ' || watch_seconds || ' ' || last_active_at, ','
      order by fan_id)) as sum from fan_shop where shop_id = ${shopId}`.execute(of);

it('makes as many rows as it is told', async () => {
  const counts = await one(sql<Record<string, number>>`
    select (select count(*) from fan_shop) as fans, (select count(*) from shop_order) as orders,
      (select count(*) from event where type like 'live.%') as events, (select count(*) from identity) as identities`);
  expect(counts).toEqual({ fans: 2_000, orders: 4_000, events: 10_000, identities: 4_000 });
});

it('makes the same rows again', async () => {
  const other = await createTestDatabase();
  const otherDb = openDatabase(other.url);
  try {
    const again = await fillShop(otherDb, size);
    const first = await fingerprint(db, shop.shopId);
    const second = await fingerprint(otherDb, again.shopId);
    expect(second.rows).toEqual(first.rows);
  } finally {
    await otherDb.destroy();
    await other.drop();
  }
});

it('keeps sums, days and events in step, and nothing later than the end', async () => {
  const sums = await one(sql<Record<string, number>>`
    select (select sum(spend) from fan_shop)::bigint as projected, (select sum(paid) from shop_order)::bigint as ordered,
      (select sum(n) from fan_day)::bigint as days, (select count(*) from event) as events,
      (select count(*) from event where happened_at > ${size.endsAt}) as late`);
  expect(sums?.['projected']).toBe(sums?.['ordered']);
  expect(sums?.['days']).toBe(sums?.['events']);
  expect(sums?.['late']).toBe(0);
});

it('spreads fans over staff and shards, and leaves some silent and some to the pool', async () => {
  const spread = await one(sql<Record<string, number>>`
    select count(distinct owner_id) as owners, count(distinct right(fan_id::text, 1)) as shards,
      count(*) filter (where owner_id is null) as pool,
      count(*) filter (where orders >= 3 and spend >= 100000 and last_active_at < ${size.endsAt}::timestamptz - interval '30 days')
        as lost from fan_shop`);
  expect(spread).toMatchObject({ owners: 50, shards: 16 });
  expect(spread?.['pool']).toBeGreaterThan(600);
  expect(spread?.['lost']).toBeGreaterThan(0);
});
