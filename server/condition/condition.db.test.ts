import { evaluate } from '@fanloom/dsl/condition/evaluate.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Db, openDatabase, type Tx } from '../db/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { condition } from './testing/condition.arbitrary.js';
import { type World, world } from './testing/world.arbitrary.js';
import { askDatabase, factsOf, insertShops, insertWorld, momentOf } from './testing/world.fixture.js';

const SEGMENTS: Record<string, Condition> = {
  高价值: {
    kind: 'compare',
    left: { kind: 'field', field: { name: 'M' } },
    op: '>=',
    right: { kind: 'number', value: 4 },
  },
  套娃: {
    kind: 'any',
    of: [
      { kind: 'segment', name: '高价值' },
      { kind: 'not', of: { kind: 'segment', name: '套娃' } },
    ],
  },
};

/** A change to an evaluator deserves some ten thousand. */
const RUNS = Number(process.env['CONDITION_RUNS'] ?? 600);

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { connections: 1 });
  await db.transaction().execute(insertShops);
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

class Undo extends Error {}

/** Runs `work` over a database that holds just this world. */
async function inWorld(given: World, work: (tx: Tx) => Promise<void>): Promise<void> {
  await db
    .transaction()
    .execute(async (tx) => {
      await insertWorld(tx, given);
      await work(tx);
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
}

describe('a condition has the same answer in SQL and in memory', () => {
  it('for random conditions over random fans', { timeout: RUNS * 100 }, async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.array(condition, { minLength: 1, maxLength: 4 }), async (given, conditions) => {
        await inWorld(given, async (tx) => {
          for (const asked of conditions) {
            const inMemory = given.fans.map((fan) => evaluate(asked, factsOf(fan), momentOf(fan, given, SEGMENTS)));
            expect(await askDatabase(tx, asked, given, SEGMENTS)).toEqual(inMemory);
          }
        });
      }),
      { numRuns: RUNS },
    );
  });
});
