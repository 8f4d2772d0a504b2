import { expect, test } from 'vitest';
import { readOwnFilter, withOwn } from './own-filter.js';

test('one field is asked after the other, and taken back', () => {
  const first = withOwn({}, '直播间', '一号');
  const both = withOwn(readOwnFilter(first ?? ''), '押金', { min: 5_000 });
  expect(readOwnFilter(both ?? '')).toEqual({ 直播间: '一号', 押金: { min: 5_000 } });
  expect(withOwn(readOwnFilter(both ?? ''), '押金', {})).toBe(first);
  expect(withOwn(readOwnFilter(first ?? ''), '直播间', '')).toBeNull();
});

test.each(['', '{', '[]', 'null', '1'])('%j asks for nothing', (text) => {
  expect(readOwnFilter(text)).toEqual({});
});
