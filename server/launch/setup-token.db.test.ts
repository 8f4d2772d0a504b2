import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Db } from '../db/database.js';
import { openDatabase } from '../db/database.js';
import type { TestDatabase } from '../testing/database.js';
import { createTestDatabase } from '../testing/database.js';
import { issueSetupToken } from './setup-token.js';

let database: TestDatabase;
let db: Db;
beforeEach(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { connections: 1 });
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
});

const storedHash = () => db.selectFrom('installation').select('setup_token_hash').executeTakeFirstOrThrow();

it('gives a new token at every start until the installation is set up, and keeps its hash only', async () => {
  const first = await issueSetupToken(db);
  const second = await issueSetupToken(db);
  expect(second).not.toBe(first);
  expect((await storedHash()).setup_token_hash).toEqual(
    createHash('sha256')
      .update(second ?? '')
      .digest(),
  );
});

it('gives none afterwards', async () => {
  await db.updateTable('installation').set({ set_up_at: new Date(), setup_token_hash: null }).execute();
  expect(await issueSetupToken(db)).toBeUndefined();
  expect((await storedHash()).setup_token_hash).toBeNull();
});
