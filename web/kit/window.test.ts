import { expect, test } from 'vitest';
import { windowOf } from './window.js';

test('renders what is on screen and a little more, whatever the length', () => {
  expect(windowOf(1_000_000, 40, 0, 600)).toEqual({ from: 0, to: 25 });
  expect(windowOf(1_000_000, 40, 40_000, 600)).toEqual({ from: 990, to: 1025 });
});

test('stays inside a list that became shorter than the scroll position', () => {
  expect(windowOf(5, 40, 40_000, 600)).toEqual({ from: 5, to: 5 });
  expect(windowOf(0, 40, 0, 600)).toEqual({ from: 0, to: 0 });
});
