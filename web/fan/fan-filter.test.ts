import { expect, test } from 'vitest';
import { readAgo, readFilter, sameFilter, toQuery } from './fan-filter.js';

const now = new Date('2026-03-05T14:00:00+08:00');
const zone = 'Asia/Shanghai';

test('reads only what it knows from the address', () => {
  expect(readFilter(new URLSearchParams('q=小鱼&m=4&hack=1&tag='))).toEqual({ q: '小鱼', m: '4' });
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
