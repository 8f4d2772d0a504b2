import { describe, expect, test } from 'vitest';
import type { Condition, Expression, ScoreRule, Window } from '../ir/condition.js';
import { type Dependencies, dependsOn } from './depends-on.js';

const pay = { type: 'order.pay', filters: [] };
const did = (window: Window): Condition => ({ kind: 'count', events: [pay], window, op: '>=', count: 1 });
const field = (name: string): Expression => ({ kind: 'field', field: { name } });
const number: Expression = { kind: 'number', value: 60 };
const compare = (left: Expression, right: Expression = number): Condition => ({
  kind: 'compare',
  left,
  op: '>=',
  right,
});
const score = (halfSeconds: number | null): Condition => {
  const rule: ScoreRule = {
    signals: [{ event: { type: 'cart.add', filters: [] }, points: 20, most: null }],
    halfSeconds,
  };
  return compare({ kind: 'score', name: '线索分', rule });
};

function summary(condition: Condition, segments: Record<string, Condition> = {}) {
  const { facts, time } = dependsOn(condition, segments);
  return [[...facts].sort().join(' '), time] satisfies [string, Dependencies['time']];
}

describe('what a condition depends on', () => {
  test.each<[string, Condition, string, Dependencies['time']]>([
    ['whole days', did({ kind: 'days', days: 30 }), 'order.pay', 'midnight'],
    ['a month', did({ kind: 'this-month' }), 'order.pay', 'midnight'],
    ['hours', did({ kind: 'seconds', seconds: 3600 }), 'order.pay', 'any'],
    ['ever', did({ kind: 'ever' }), 'order.pay', 'never'],
    ['a tag', { kind: 'tag', name: 'VIP' }, 'tag', 'never'],
    ['a field that events change', compare(field('spend')), 'field order.pay', 'never'],
    ['a field that is only set', { kind: 'present', field: { name: 'birthday' } }, 'field', 'never'],
    ['a field of the shop', { kind: 'present', field: { name: 'spend', custom: true } }, 'field', 'never'],
    ['recency', compare(field('R')), 'field order.pay', 'midnight'],
    ['interaction', compare(field('I')), 'field live.comment live.gift live.like live.share', 'never'],
    ['today', compare(field('refill_due'), { kind: 'today' }), 'field', 'midnight'],
    ['time since a field', compare({ kind: 'since', field: { name: 'last_watch' } }), 'field live.watch', 'any'],
    ['time since an event', compare({ kind: 'since-last', event: pay }), 'order.pay', 'any'],
    ['a score that fades', score(60), 'cart.add', 'any'],
    ['a score that does not', score(null), 'cart.add', 'never'],
    [
      'an answer that does not come',
      { kind: 'unanswered', event: pay, window: { kind: 'ever' }, seconds: 60, without: [{ ...pay, type: 'follow' }] },
      'follow order.pay',
      'any',
    ],
    [
      'all parts together',
      { kind: 'all', of: [score(60), { kind: 'not', of: did({ kind: 'today' }) }] },
      'cart.add order.pay',
      'any',
    ],
  ])('%s', (_, condition, facts, time) => {
    expect(summary(condition)).toEqual([facts, time]);
  });

  test('is what its segments depend on, too, in circles as well', () => {
    const segments: Record<string, Condition> = {
      甲: { kind: 'any', of: [did({ kind: 'today' }), { kind: 'segment', name: '乙' }] },
      乙: {
        kind: 'all',
        of: [
          { kind: 'tag', name: 'VIP' },
          { kind: 'segment', name: '甲' },
        ],
      },
    };
    expect(summary({ kind: 'segment', name: '甲' }, segments)).toEqual(['order.pay tag', 'midnight']);
    expect([...dependsOn({ kind: 'segment', name: '甲' }, segments).segments]).toEqual(['甲', '乙']);
    expect(summary({ kind: 'segment', name: 'toString' }, segments)).toEqual(['', 'never']);
  });
});
