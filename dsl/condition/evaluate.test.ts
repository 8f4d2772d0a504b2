import { describe, expect, it } from 'vitest';
import { DAY, HOUR, instantAt, parseDay } from '../core/zone.js';
import type { Comparator, Condition, EventMatch, Expression, Window } from '../ir/condition.js';
import { evaluate } from './evaluate.js';
import { type FanEvent, type FanFacts, type Moment, NEW_SCORES, type Properties } from './facts.js';
import { holdsSince, statesOf } from './since.js';

const zone = 'Asia/Shanghai';
const at = (date: string, minute = 0) => instantAt(parseDay(date) ?? 0, minute, zone);
const now = at('2025-03-31', 600);

const NOBODY: FanFacts = { fields: {}, custom: {}, tags: new Set(), events: [] };
const MOMENT: Moment = { now, zone, segments: {}, scores: NEW_SCORES };

const pay = (happenedAt: number, properties: Properties = {}): FanEvent => ({
  type: 'order.pay',
  happenedAt,
  properties,
});
const PAY: EventMatch = { type: 'order.pay', filters: [] };
const count = (window: Window, op: Comparator = '>=', n = 1): Condition => {
  return { kind: 'count', events: [PAY], window, op, count: n };
};
const field = (name: string): Expression => ({ kind: 'field', field: { name } });
const number = (value: number): Expression => ({ kind: 'number', value });
const compare = (left: Expression, op: Comparator, right: Expression): Condition => {
  return { kind: 'compare', left, op, right };
};
const holds = (condition: Condition, facts: Partial<FanFacts> = {}, moment: Partial<Moment> = {}) =>
  evaluate(condition, { ...NOBODY, ...facts }, { ...MOMENT, ...moment });

describe('missing values', () => {
  it('make every comparison false but !=, which is the opposite of =', () => {
    const asked = (op: Comparator) => holds(compare(field('fan_level'), op, number(1)));
    expect((['=', '<', '<=', '>', '>='] as const).map(asked)).toEqual([false, false, false, false, false]);
    expect(asked('!=')).toBe(true);
    expect(holds({ kind: 'not', of: compare(field('fan_level'), '<', number(1)) })).toBe(true);
  });

  it('are not what counters and sums have: they are 0', () => {
    expect(holds(compare(field('orders'), '=', number(0)))).toBe(true);
    const total: Condition = {
      kind: 'aggregate',
      event: PAY,
      window: { kind: 'ever' },
      aggregate: 'total',
      property: 'amount',
      op: '=',
      value: number(0),
    };
    expect(holds(total)).toBe(true);
    expect(holds({ ...total, aggregate: 'average' })).toBe(false);
  });

  it('come from dividing by zero', () => {
    const quotient: Expression = { kind: 'arithmetic', op: '/', left: field('spend'), right: field('orders') };
    expect(holds(compare(quotient, '>=', number(0)))).toBe(false);
    expect(holds(compare(quotient, '=', number(50)), { fields: { spend: 100, orders: 2 } })).toBe(true);
  });

  it('never compare with another kind', () => {
    expect(holds(compare(field('nick'), '=', number(5)), { fields: { nick: '5' } })).toBe(false);
  });
});

describe('windows', () => {
  const within = (window: Window, happenedAt: number, moment: Partial<Moment> = {}) =>
    holds(count(window), { events: [pay(happenedAt)] }, moment);

  it('of days begin at 00:00 of the day n days ago', () => {
    expect(within({ kind: 'days', days: 30 }, at('2025-03-01'))).toBe(true);
    expect(within({ kind: 'days', days: 30 }, at('2025-03-01') - 1)).toBe(false);
  });

  it('of hours are exact', () => {
    expect(within({ kind: 'seconds', seconds: 7200 }, now - 2 * HOUR)).toBe(true);
    expect(within({ kind: 'seconds', seconds: 7200 }, now - 2 * HOUR - 1)).toBe(false);
  });

  it('of months follow the calendar', () => {
    expect(within({ kind: 'this-month' }, at('2025-03-01'))).toBe(true);
    expect(within({ kind: 'last-month' }, at('2025-02-28', 1439))).toBe(true);
    expect(within({ kind: 'last-month' }, at('2025-01-31'))).toBe(false);
    expect(within({ kind: 'last-month' }, at('2024-12-31'), { now: at('2025-01-15') })).toBe(true);
  });

  it('since entry leave the entering event out', () => {
    const entry = { happenedAt: now - DAY, properties: {} };
    expect(within({ kind: 'since-entry' }, now - DAY, { entry })).toBe(false);
    expect(within({ kind: 'since-entry' }, now - DAY + 1, { entry })).toBe(true);
    expect(within({ kind: 'since-entry' }, now)).toBe(false);
  });
});

describe('unanswered', () => {
  const condition: Condition = {
    kind: 'unanswered',
    event: { type: 'cart.add', filters: [] },
    window: { kind: 'days', days: 7 },
    seconds: 3600,
    without: [PAY],
  };
  const cart = (happenedAt: number): FanEvent => ({ type: 'cart.add', happenedAt, properties: {} });

  it('wants the time to have passed in full, without an answer', () => {
    expect(holds(condition, { events: [cart(now - HOUR)] })).toBe(true);
    expect(holds(condition, { events: [cart(now - HOUR + 1)] })).toBe(false);
    expect(holds(condition, { events: [cart(now - 2 * HOUR), pay(now - HOUR)] })).toBe(false);
    expect(holds(condition, { events: [cart(now - 2 * HOUR), pay(now - HOUR + 1)] })).toBe(true);
  });
});

describe('dates', () => {
  it('move by whole days and compare with moments at 00:00', () => {
    const daysAgo = (days: number): Expression => {
      const right: Expression = { kind: 'duration', seconds: days * 86_400 };
      return { kind: 'arithmetic', op: '-', left: { kind: 'today' }, right };
    };
    const asked = (moment: number) =>
      holds(compare(field('last_purchase'), '<', daysAgo(30)), { fields: { last_purchase: moment } });
    expect([asked(at('2025-03-01') - 1), asked(at('2025-03-01'))]).toEqual([true, false]);
  });

  it('that do not exist are missing', () => {
    const birthday = { fields: { birthday: '2025-02-30' } };
    expect(holds(compare(field('birthday'), '<', { kind: 'today' }), birthday)).toBe(false);
    expect(holds({ kind: 'present', field: { name: 'birthday' } }, birthday)).toBe(true);
  });
});

describe('names that people make up', () => {
  it('never reach what an object inherits', () => {
    const custom: Expression = { kind: 'field', field: { name: 'constructor', custom: true } };
    expect(holds({ kind: 'contains', left: custom, words: [''] })).toBe(false);
    expect(holds({ kind: 'present', field: { name: '__proto__', custom: true } })).toBe(false);
    expect(holds({ kind: 'segment', name: 'toString' })).toBe(false);
  });

  it('may not go round in circles', () => {
    const segments: Moment['segments'] = { 甲: { kind: 'not', of: { kind: 'segment', name: '甲' } } };
    expect(holds({ kind: 'segment', name: '甲' }, {}, { segments })).toBe(true);
  });
});

describe('M', () => {
  it('follows from what was spent unless it is given', () => {
    const m = (fields: Properties) =>
      [1, 2, 3, 4, 5].find((value) => holds(compare(field('M'), '=', number(value)), { fields }));
    expect([m({}), m({ spend: 9_999 }), m({ spend: 10_000 }), m({ spend: 300_000 }), m({ M: 3 })]).toEqual([
      1, 1, 2, 5, 3,
    ]);
  });
});

describe('scores of a shop', () => {
  const tier = (fields: Properties) =>
    holds(compare(field('value_tier'), '=', { kind: 'text', value: '重要价值' }), { fields });

  it('are 1 for a fan who has done nothing, and only buyers have a tier', () => {
    for (const name of ['R', 'F', 'M', 'I', 'W']) expect(holds(compare(field(name), '=', number(1)))).toBe(true);
    expect(holds({ kind: 'present', field: { name: 'value_tier' } })).toBe(false);
    expect(tier({ orders: 1, R: 3, F: 3, M: 3 })).toBe(true);
    expect(tier({ orders: 1, R: 3, F: 2, M: 3 })).toBe(false);
  });

  it('count payments of the last days only, where the shop says so', () => {
    const scores = { ...NEW_SCORES, days: 30 };
    const events = [pay(at('2025-03-01'), { amount: 40_000 }), pay(at('2025-03-01') - 1, { amount: 100_000 })];
    const m = (settled: Moment['scores']) =>
      [1, 2, 3, 4, 5].find((value) =>
        holds(compare(field('M'), '=', number(value)), { events, fields: { spend: 140_000 } }, { scores: settled }),
      );
    expect([m(scores), m(NEW_SCORES)]).toEqual([2, 4]);
  });
});

describe('a tag that is kept true', () => {
  it('is there when its rule holds', () => {
    const tag: Condition = { kind: 'tag', name: '高价值', rule: compare(field('spend'), '>=', number(100)) };
    expect([holds(tag), holds(tag, { fields: { spend: 100 } })]).toEqual([false, true]);
  });
});

describe('holdsSince', () => {
  const happens: Condition = { kind: 'happens', events: [PAY] };

  it('asks for events after the moment, and for states now', () => {
    const facts = { ...NOBODY, events: [pay(now - HOUR)], tags: new Set(['VIP']) };
    expect(holdsSince(happens, facts, MOMENT, now - HOUR)).toBe(false);
    expect(holdsSince(happens, facts, MOMENT, now - HOUR - 1)).toBe(true);
    expect(holdsSince({ kind: 'tag', name: 'VIP' }, facts, MOMENT, now)).toBe(true);
  });

  it('knows which part needs no event', () => {
    const tag: Condition = { kind: 'tag', name: 'VIP' };
    expect(statesOf({ kind: 'any', of: [happens, tag] })).toEqual({ kind: 'any', of: [tag] });
    expect(statesOf({ kind: 'all', of: [happens, tag] })).toBeNull();
  });
});
