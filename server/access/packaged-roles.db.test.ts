import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { openDatabase, type Db } from '../db/database.js';
import { ensurePackagedRoles } from './packaged-roles.js';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const manager = () =>
  db
    .selectFrom('role')
    .select(['name_zh', 'rules', 'updated_at'])
    .where('key', '=', 'manager')
    .executeTakeFirstOrThrow();

it.each([
  ['name', { name_zh: '主管' }],
  ['rules', { rules: '[]' }],
])('the %s of an older version is brought up to date, and what is right is left alone', async (_, older) => {
  await ensurePackagedRoles(db);
  const right = await manager();
  await ensurePackagedRoles(db);
  expect(await manager()).toEqual(right);
  await db.updateTable('role').set(older).where('key', '=', 'manager').execute();
  await ensurePackagedRoles(db);
  expect(await manager()).toMatchObject({ name_zh: right.name_zh, rules: right.rules });
});
