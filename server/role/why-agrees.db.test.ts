import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { abilityOf } from '../access/ability.js';
import { abilityOfStaff } from '../access/grants.js';
import { packagedRoles } from '../access/packaged-roles.js';
import { type ScopedDb, scopedDb } from '../access/scoped-db.js';
import { holders } from '../access/testing/random-roles.js';
import {
  buildWorld,
  employ,
  fanIds,
  keys,
  people,
  rootOf,
  type Row,
  store,
  worlds,
} from '../access/testing/small-world.js';
import type { Actor } from '../account/session.service.js';
import { type Db, openDatabase } from '../db/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { why } from './why.service.js';

let database: TestDatabase;
let db: Db;
const [person = ''] = people;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await buildWorld(db);
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const rules = packagedRoles.find(({ key }) => key === 'it')?.rules ?? [];
const administrator: Actor = {
  ...{ staffId: people[1] ?? '', sessionId: '', login: '', name: '', language: 'zh', duty: null },
  ability: abilityOf([{ staffId: people[1] ?? '', shopIds: [], teamIds: [], rules }]),
};

const fields = ['nick', 'spend', 'orders', 'custom', ...keys.map((key) => `custom.${key}`)];
/** What is not there cannot be told from what is not shown. */
const complete = worlds.map(({ rows, tasks }) => ({
  rows: rows.map((row): Row => ({ ...row, nick: row.nick ?? '王小明' })),
  tasks,
}));

it('what is told of somebody’s rights is what the lists show them, for any roles', { timeout: 300_000 }, async () => {
  const question = fc.record({ fan: fc.constantFrom(...fanIds), field: fc.constantFrom(...fields) });
  const asked = fc.tuple(question, question);
  const states = new Set<string | undefined>();
  await fc.assert(
    fc.asyncProperty(complete, holders(person), asked, async (world, somebody, questions) => {
      await store(db, world);
      await employ(db, somebody);
      const scoped = scopedDb(db, await abilityOfStaff(db, person));
      for (const { fan, field } of questions) {
        const rows = world.rows.filter(({ fan_id }) => fan_id === rootOf(fan));
        const told = await why(db, administrator, { staff: person, fan, field });
        const shown = await shownOf(scoped, rootOf(fan), field, rows);
        expect([told.sees, told.field?.state]).toEqual(shown);
        states.add(told.field?.state);
      }
    }),
    { numRuns: 200 },
  );
  expect(states).toEqual(new Set(['visible', 'masked', 'hidden', undefined]));
});

/** Whether the fan is in the list, and what the list shows of a field, in the words of "why?". */
async function shownOf(scoped: ScopedDb, root: string, field: string, rows: Row[]) {
  const listed = await scoped.selectFrom('fan_shop').selectAll().where('fan_id', '=', root).execute();
  if (listed.length === 0) return [false, undefined];
  if (field.startsWith('custom')) {
    const { custom } = await scoped.selectFrom('fan').select('custom').where('id', '=', root).executeTakeFirstOrThrow();
    const key = field.slice('custom.'.length);
    const isThere = custom !== null && (key === '' || Object.hasOwn(custom as object, key));
    return [true, isThere ? 'visible' : 'hidden'];
  }
  const values = listed.map((row) => {
    const whole = rows.find(({ shop_id }) => shop_id === row.shop_id)?.[field];
    const value = (row as Record<string, unknown>)[field];
    return value === null ? 'hidden' : value === whole ? 'visible' : 'masked';
  });
  return [true, (['visible', 'masked'] as const).find((state) => values.includes(state)) ?? 'hidden'];
}
