import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Db, openDatabase } from '../db/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { abilityOf } from './ability.js';
import { requireInShop } from './in-shop.js';
import { ruleSchema } from './rules.js';

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

it('lets act in the shops of the role, for what it grants there', async () => {
  const names = ['mine', 'foreign'].map((name) => ({ name }));
  const [mine, foreign] = await db.insertInto('shop').values(names).returning('id').execute();
  if (!mine || !foreign) throw new Error('There are no shops');
  const rules = [ruleSchema.parse({ subject: 'tag', actions: ['create'], rows: 'shop' })];
  const ability = abilityOf([{ staffId: crypto.randomUUID(), shopIds: [mine.id], teamIds: [], rules }]);
  await requireInShop(db, ability, 'create', 'tag', mine.id);
  const refused = { code: 'REQ404' };
  await expect(requireInShop(db, ability, 'create', 'tag', foreign.id)).rejects.toMatchObject(refused);
  await expect(requireInShop(db, ability, 'delete', 'tag', mine.id)).rejects.toMatchObject(refused);
  await expect(requireInShop(db, ability, 'create', 'tag', crypto.randomUUID())).rejects.toMatchObject(refused);
});
