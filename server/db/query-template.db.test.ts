import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { type Db, openDatabase } from './database.js';
import { keptQuery } from './query-template.js';

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
  const ask = keptQuery((asked, { name }: { name: string }) =>
    asked.selectFrom('shop').select('name').where('name', '=', name),
  );
  await db
    .insertInto('shop')
    .values([{ name: 'a' }, { name: 'b' }])
    .execute();
  expect(await ask(db, { name: 'a' })).toEqual([{ name: 'a' }]);
  expect(await ask(db, { name: 'b' })).toEqual([{ name: 'b' }]);
  expect(await statements()).toEqual([2]);
});

it('keeps none that is not marked', async () => {
  const before = await statements();
  await db.selectFrom('shop').select('name').execute();
  expect(await statements()).toEqual(before);
});
