import { expect, test } from 'vitest';
import { halfWidthMarks } from '@fanloom/dsl/problem/testing/half-width.js';
import { texts } from './texts.js';

const names = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((found) => found[1]))].sort();

test('both languages fill in the same values', () => {
  const unequal = Object.entries(texts).filter(([, { zh, en }]) => String(names(zh)) !== String(names(en)));
  expect(unequal).toEqual([]);
});

test('Chinese sentences have full-width marks', () => {
  const mixed = Object.entries(texts).map(([key, { zh }]) => [key, halfWidthMarks(zh)] as const);
  expect(mixed.filter(([, marks]) => marks.length > 0)).toEqual([]);
});

test('Chinese sentences address people as 您', () => {
  expect(Object.entries(texts).filter(([, { zh }]) => zh.includes('你'))).toEqual([]);
});
