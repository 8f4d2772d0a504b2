import { expect, test } from 'vitest';
import { en } from './en.js';
import { fill } from './fill.js';
import { zh } from './zh.js';

test('fills names, separates thousands and picks by number', () => {
  expect(fill('{n} {n:fan|fans} of {shop}', { n: 12345, shop: 'A' })).toBe('12,345 fans of A');
  expect(fill('{n} {n:fan|fans}', { n: 1 })).toBe('1 fan');
});

test('leaves unknown names and merge-field braces as they are', () => {
  expect(fill('{券.链接} {x}', {})).toBe('{券.链接} {x}');
});

test('both languages fill in the same values', () => {
  const names = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((found) => found[1]))].sort();
  for (const [key, text] of Object.entries(zh)) {
    const other = Object.entries(en).find(([name]) => name === key)?.[1] ?? '';
    expect([key, names(other)]).toEqual([key, names(text)]);
  }
});
