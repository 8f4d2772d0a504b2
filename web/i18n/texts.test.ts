import { expect, test } from 'vitest';
import { texts } from './texts.js';

const names = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((found) => found[1]))].sort();

test('both languages fill in the same values', () => {
  const unequal = Object.entries(texts).filter(([, { zh, en }]) => String(names(zh)) !== String(names(en)));
  expect(unequal).toEqual([]);
});
