import { expect, test } from 'vitest';
import { inOrder } from './score-units.js';

test('days fall, everything else rises', () => {
  expect(inOrder('R', [180, 90, 30, 7])).toBe(true);
  expect(inOrder('R', [7, 30, 90, 180])).toBe(false);
  expect(inOrder('M', [1, 2, 2, 3])).toBe(true);
  expect(inOrder('M', [3, 2, 2, 1])).toBe(false);
});
