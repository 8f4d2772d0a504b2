import { evaluate } from '@fanloom/dsl/condition/evaluate.js';
import { type Json, NEW_SCORES } from '@fanloom/dsl/condition/facts.js';
import type { Condition, Expression } from '@fanloom/dsl/ir/condition.js';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileCondition } from './compile.js';
import type { ConditionContext } from './context.js';
import { UnknownFieldError } from './field.js';
import { condition } from './testing/condition.arbitrary.js';
import { openWorlds, type Worlds } from './testing/open-worlds.js';
import { type World, type WorldFan, world } from './testing/world.arbitrary.js';
import { askDatabase, factsOf, momentOf } from './testing/world.fixture.js';

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

let worlds: Worlds;

beforeAll(async () => {
  worlds = await openWorlds();
});

afterAll(() => worlds.close());

describe('a condition has the same answer in SQL and in memory', () => {
  it('for random conditions over random fans', { timeout: RUNS * 200 }, async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.array(condition, { minLength: 1, maxLength: 4 }), async (given, conditions) => {
        await worlds.inWorld(given, async (tx) => {
          for (const asked of conditions) {
            const inMemory = given.fans.map((fan) => evaluate(asked, factsOf(fan), momentOf(fan, given, SEGMENTS)));
            expect(await askDatabase(tx, asked, given, SEGMENTS)).toEqual(inMemory);
            expect(await askDatabase(tx, asked, given, SEGMENTS, { asked: 'of-few' })).toEqual(inMemory);
            expect(await askDatabase(tx, asked, given, SEGMENTS, { asked: 'of-many' })).toEqual(inMemory);
            expect(await askDatabase(tx, asked, given, SEGMENTS, { asked: 'of-all' })).toEqual(inMemory);
          }
        });
      }),
      { numRuns: RUNS },
    );
  });

  const amount = (value: number): Expression => ({ kind: 'number', value });
  const times = (left: Expression, right: Expression): Expression => ({ kind: 'arithmetic', op: '*', left, right });
  const chain = (value: number) => Array.from({ length: 40 }, () => amount(value)).reduce(times);
  const custom: Expression = { kind: 'field', field: { name: '福袋中奖率', custom: true } };
  const compared = (left: Expression, right: Expression): Condition => ({ kind: 'compare', left, op: '<=', right });
  const same: Condition = {
    kind: 'happens',
    events: [{ type: 'order.pay', filters: [{ kind: 'same', property: 'product' }] }],
  };

  it.each<[string, Condition, Partial<WorldFan>, boolean]>([
    ['a product too large', compared(chain(1e9), amount(1)), {}, false],
    ['a product too small', compared(chain(1e-9), amount(0)), {}, true],
    ['a number that float8 cannot hold', compared(custom, amount(1e15)), withCustom(1e300), false],
    ['a date that does not exist', compared(custom, { kind: 'today' }), withCustom('2025-02-30'), false],
    ['a date that does', compared(custom, { kind: 'today' }), withCustom('2024-02-29'), true],
    ['an object where a number is wanted', compared(custom, amount(1)), withCustom({ a: 1 }), false],
    ['keys that are both empty', same, entered(''), false],
    ['keys that are equal', same, entered('a'), true],
  ])('for %s', async (_, asked, fan, expected) => {
    const given = worldOf(fan);
    await worlds.inWorld(given, async (tx) => {
      expect(await askDatabase(tx, asked, given, SEGMENTS)).toEqual([expected]);
      expect(given.fans.map((one) => evaluate(asked, factsOf(one), momentOf(one, given, SEGMENTS)))).toEqual([
        expected,
      ]);
    });
  });
});

function worldOf(fan: Partial<WorldFan>): World {
  const nobody: WorldFan = {
    shop: null,
    fragments: [{ nick: null, birthday: null, phone: false, custom: {} }],
    tags: [],
    tagsElsewhere: [],
    events: [],
    ordered: {},
    entry: null,
    looking: null,
  };
  return { zone: 'Asia/Shanghai', now: Date.UTC(2025, 2, 3), scores: NEW_SCORES, fans: [{ ...nobody, ...fan }] };
}

function withCustom(value: Json): Partial<WorldFan> {
  return { fragments: [{ nick: null, birthday: null, phone: false, custom: { 福袋中奖率: value } }] };
}

function entered(product: string): Partial<WorldFan> {
  return {
    entry: { happened_at: 0, properties: { product } },
    looking: { type: 'order.pay', properties: { product } },
  };
}

describe('the SQL of a condition', () => {
  const context: ConditionContext = {
    fan: sql.ref('f.id'),
    shop: sql.ref('f.shop_id'),
    now: sql`now()`,
    zone: sql`'UTC'`,
    fanShop: 's',
    entry: null,
    event: null,
    segments: {},
    scores: NEW_SCORES,
  };

  it('never contains what people wrote', () => {
    const evil = "'; drop table fan; --";
    fc.assert(
      fc.property(condition, (asked) => {
        const text = JSON.stringify(asked).replaceAll('老客', evil).replaceAll('口红', evil);
        const hostile = JSON.parse(text) as Condition;
        const written = sql`select ${compileCondition(hostile, context)}`.compile(worlds.db).sql;
        expect(written).not.toContain('drop table');
      }),
    );
  });

  it('does not exist for a field that the database does not hold', () => {
    const unknown: Condition = { kind: 'present', field: { name: 'password' } };
    expect(() => compileCondition(unknown, context)).toThrow(UnknownFieldError);
  });
});
