import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { type Db, openDatabase } from './database.js';
import { prepared } from './prepared.js';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { connections: 1 });
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const statements = async () => {
  const { rows } = await sql<{ calls: number }>`
    select generic_plans + custom_plans as calls from pg_prepared_statements`.execute(db);
  return rows.map((row) => row.calls);
};

it('keeps one statement for a text, whatever its values', async () => {
  const ask = (name: string) =>
    db.withPlugin(prepared).selectFrom('shop').select('id').where('name', '=', name).execute();
  await db.insertInto('shop').values({ name: 'a' }).execute();
  expect(await ask('a')).toHaveLength(1);
  expect(await ask('b')).toHaveLength(0);
  expect(await statements()).toEqual([2]);
});

it('keeps none that is not marked, and marks only what reads', async () => {
  const before = await statements();
  await db.selectFrom('shop').select('name').execute();
  await db.withPlugin(prepared).insertInto('shop').values({ name: 'c' }).execute();
  expect(await statements()).toEqual(before);
});
