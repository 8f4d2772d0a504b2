import { expect, test } from 'vitest';
import { Selection } from './selection.svelte.js';

test('some rows, all of them, and all but some', () => {
  const selection = new Selection();
  expect(selection.isEmpty).toBe(true);
  selection.set(['a', 'b'], true);
  selection.set(['b'], false);
  expect([selection.has('a'), selection.has('b'), selection.count(9)]).toEqual([true, false, 1]);
  selection.chooseAll();
  selection.set(['b'], false);
  expect([selection.has('a'), selection.has('b'), selection.named, selection.count(9)]).toEqual([
    true,
    false,
    ['b'],
    8,
  ]);
  selection.set(['b'], true);
  expect(selection.count(9)).toBe(9);
  selection.clear();
  expect(selection.isEmpty).toBe(true);
});
