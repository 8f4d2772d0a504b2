import { expect, test } from 'vitest';
import { fill } from './fill.js';

test('fills names, separates thousands and picks by number', () => {
  expect(fill('{n} {n:fan|fans} of {shop}', { n: 12345, shop: 'A' })).toBe('12,345 fans of A');
  expect(fill('{n} {n:fan|fans}', { n: 1 })).toBe('1 fan');
});

test('leaves unknown names and merge-field braces as they are', () => {
  expect(fill('{券.链接} {x}', {})).toBe('{券.链接} {x}');
});
