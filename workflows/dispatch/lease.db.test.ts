import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Db, openDatabase } from '@fanloom/server/db/database.js';
import { createTestDatabase, type TestDatabase } from '@fanloom/server/testing/database.js';
import { heldShards, takeLeases } from './lease.js';

let database: TestDatabase;
let db: Db;

beforeEach(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { connections: 4 });
});

afterEach(async () => {
  await db.destroy();
  await database.drop();
});

const expire = () => sql`update shard_lease set until = '-infinity'`.execute(db);

it('renews leases on which transactions act, at once and under the same epoch', async () => {
  const leases = await takeLeases(db, 'one', 3);
  const renewed = await db.transaction().execute(async (tx) => {
    expect(await heldShards(tx, leases)).toEqual([0, 1, 2]);
    return takeLeases(db, 'one', 3);
  });
  expect(renewed).toEqual(leases);
});

it('leaves a shard to the transaction that acts on it, though its lease has run out', async () => {
  const leases = await takeLeases(db, 'one', 3);
  await db.transaction().execute(async (tx) => {
    await heldShards(tx, leases.slice(0, 1));
    await expire();
    expect((await takeLeases(db, 'two', 3)).map(({ shard }) => shard)).toEqual([1, 2]);
  });
  expect((await takeLeases(db, 'two', 3)).map(({ shard }) => shard)).toEqual([0, 1, 2]);
});

it('holds no longer for whom another has taken over from', async () => {
  const leases = await takeLeases(db, 'one', 2);
  await expire();
  const [first] = await takeLeases(db, 'two', 1);
  expect(first?.epoch).toBe((leases[0]?.epoch ?? 0) + 1);
  await expect(db.transaction().execute((tx) => heldShards(tx, leases))).resolves.toEqual([]);
});
