import { expect, test } from 'vitest';
import { readAgo, readFilter, readRange, sameFilter, toQuery } from './fan-filter.js';

const now = new Date('2026-03-05T14:00:00+08:00');
const zone = 'Asia/Shanghai';

test('reads only what it knows from the address', () => {
  expect(readFilter(new URLSearchParams('q=小鱼&M=4-&hack=1&tag='))).toEqual({ q: '小鱼', M: '4-' });
});

test('days become instants at midnight of the shop', () => {
  expect(toQuery({ last_purchase: 'before:30' }, now, zone)).toEqual({
    last_purchase_before: '2026-02-03T16:00:00.000Z',
  });
  expect(toQuery({ last_watch: 'after:7' }, now, zone)).toEqual({ last_watch_after: '2026-02-25T16:00:00.000Z' });
});

test('yuan become fen, and what is no number is left out', () => {
  expect(toQuery({ spend_min: '99.5', spend_max: 'x' }, now, zone)).toEqual({ spend_min: '9950' });
});

test('a broken relative time is no filter', () => {
  expect(readAgo('before:')).toBeNull();
  expect(readAgo('since:3')).toBeNull();
  expect(toQuery({ last_watch: 'yesterday' }, now, zone)).toEqual({});
});

test('filters are the same when they say the same', () => {
  expect(sameFilter({ q: 'a' }, { q: 'a', tag: '' })).toBe(true);
  expect(sameFilter({ q: 'a' }, { q: 'b' })).toBe(false);
});

test('scores, tier and level are said in the words of the language, beside what a person wrote', () => {
  const filter = { R: '4-5', M: '-2', W: 'x', tier: '重要价值', level: 'V"IP', where: '关注过 或 支付过' };
  expect(toQuery(filter, now, zone)).toEqual({
    where: 'R >= 4 且 R <= 5 且 M <= 2 且 价值层级 = "重要价值" 且 会员等级 = "VIP" 且 (关注过 或 支付过)',
  });
});

test('a range has an end at least', () => {
  expect([readRange('-'), readRange('6-'), readRange('3-')]).toEqual([null, null, { from: '3', to: '' }]);
});
