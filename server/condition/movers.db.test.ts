import { evaluate } from '@fanloom/dsl/condition/evaluate.js';
import { DAY, HOUR, MINUTE } from '@fanloom/dsl/core/zone.js';
import { VALUE_TIERS } from '@fanloom/dsl/condition/rfm.js';
import type { Comparator, Condition, EventMatch, Expression, Window } from '@fanloom/dsl/ir/condition.js';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '../db/database.js';
import { movers } from './movers.js';
import { condition } from './testing/condition.arbitrary.js';
import { openWorlds, type Worlds } from './testing/open-worlds.js';
import { type World, world } from './testing/world.arbitrary.js';
import { factsOf, fanId, momentOf, SHOP } from './testing/world.fixture.js';

const RUNS = Number(process.env['CONDITION_RUNS'] ?? 600);

let worlds: Worlds;

beforeAll(async () => {
  worlds = await openWorlds();
});

afterAll(() => worlds.close());

const pay: EventMatch = { type: 'order.pay', filters: [] };
const seconds = fc.constantFrom(60, 3_600, 86_400, 7 * 86_400, 30 * 86_400);
const window = fc.oneof(
  fc.constantFrom(0, 1, 7, 29, 30, 31).map((days): Window => ({ kind: 'days', days })),
  seconds.map((long): Window => ({ kind: 'seconds', seconds: long })),
  fc.constantFrom<Window>({ kind: 'today' }, { kind: 'this-month' }, { kind: 'last-month' }),
);
const op = fc.constantFrom<Comparator>('>=', '<', '=');
const number = (value: number): Expression => ({ kind: 'number', value });

/** What operators write, where time alone turns it: random conditions seldom stand at an edge. */
const usual: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ kind: fc.constant('count'), events: fc.constant([pay]), window, op, count: fc.constantFrom(1, 2) }),
  fc.record({
    ...{ kind: fc.constant('aggregate'), event: fc.constant(pay), window, op, value: fc.constant(number(10_000)) },
    ...{ aggregate: fc.constantFrom('total', 'highest'), property: fc.constant('amount') },
  }),
  fc.record({
    ...{ kind: fc.constant('unanswered'), event: fc.constant(pay), window, seconds },
    without: fc.constant([{ type: 'coupon.claim', filters: [] }]),
  }),
  fc.record({
    ...{ kind: fc.constant('compare'), op, right: seconds.map((long) => ({ kind: 'duration', seconds: long })) },
    left: fc.constantFrom<Expression>(
      { kind: 'since', field: { name: 'last_purchase' } },
      { kind: 'since', field: { name: 'last_watch' } },
      { kind: 'since-last', event: pay },
    ),
  }),
  fc.record({
    ...{ kind: fc.constant('compare'), op, right: fc.constantFrom(2, 3, 4, 5).map(number) },
    left: fc.constantFrom('R', 'F', 'M').map((name) => ({ kind: 'field', field: { name } })),
  }),
  fc.record({
    kind: fc.constant('oneOf'),
    left: fc.constant({ kind: 'field', field: { name: 'value_tier' } }),
    values: fc.constantFrom(...Object.values(VALUE_TIERS)).map((value) => [{ kind: 'text', value }]),
  }),
) as fc.Arbitrary<Condition>;

/** Nothing happens after `since`, and nobody is in an SOP: what turns, time turns. */
function quietSince(given: World, since: number): World {
  const fans = given.fans.map((fan) => ({
    ...fan,
    entry: null,
    looking: null,
    events: fan.events.filter((event) => event.happened_at <= since),
  }));
  return { ...given, fans };
}

/** Fans for whom the condition turns, by the evaluator in memory. */
function turned(asked: Condition, given: World, since: number): string[] {
  return given.fans.flatMap((fan, no) => {
    const [before, after] = [{ ...given, now: since }, given].map((then) =>
      evaluate(asked, factsOf(fan), momentOf(fan, then, {})),
    );
    return before === after ? [] : [fanId(no)];
  });
}

/** Null: it may be anybody. */
async function found(tx: Tx, asked: Condition, given: World, since: number): Promise<string[] | null> {
  const context = {
    fan: sql.ref('s.fan_id'),
    shop: sql`${SHOP}::uuid`,
    now: sql`${new Date(given.now)}::timestamptz`,
    zone: sql`${given.zone}::text`,
    fanShop: 's',
    entry: null,
    event: null,
    segments: {},
    scores: given.scores,
  };
  const fans = movers(asked, context, sql`${new Date(since)}::timestamptz`);
  if (fans === null || fans.length === 0) return fans as [] | null;
  const { rows } = await sql<{ fan: string }>`select x.fan from (${sql.join(fans, sql` union `)}) x (fan)`.execute(tx);
  return rows.map(({ fan }) => fan);
}

describe('the fans whom time moves', () => {
  it('have all those among them for whom a random condition turns', { timeout: RUNS * 200 }, async () => {
    let turns = 0;
    const stretch = fc.constantFrom(1, MINUTE, HOUR, DAY, DAY, 3 * DAY, 31 * DAY, 400 * DAY);
    const conditions = fc.array(fc.oneof(condition, usual), { minLength: 4, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(world, stretch, conditions, async (drawn, passed, all) => {
        const since = drawn.now - passed;
        const given = quietSince(drawn, since);
        await worlds.inWorld(given, async (tx) => {
          for (const asked of all) {
            const [really, told] = [turned(asked, given, since), await found(tx, asked, given, since)];
            if (told === null) continue;
            expect(told).toEqual(expect.arrayContaining(really));
            turns += really.length;
          }
        });
      }),
      { numRuns: RUNS / 2 },
    );
    expect(turns).toBeGreaterThan(RUNS / 20);
  });
});
