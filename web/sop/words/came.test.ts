import { expect, test } from 'vitest';
import { came } from './came.js';
import { outline } from './outline.js';

const step = (key: string, kind: string, arrived: number, now = 0) => ({ key, kind, arrived, now });

test('a day counts who went into it and who waits for it', () => {
  const nodes = outline([step('day:3', 'day', 0, 262), step('day:3/send:1', 'send', 100, 5), step('tag:1', 'tag', 90)]);
  expect(came(nodes, 0)).toBe(367);
  expect(came(nodes, 1)).toBe(90);
});

test('a wait counts who went on after it', () => {
  const nodes = outline([step('wait:1', 'wait', 0, 3), step('tag:1', 'tag', 7)]);
  expect(came(nodes, 0)).toBe(10);
});

test('a branch counts its arms, and what it counted itself when an arm is empty', () => {
  const arms = [step('until:1/met/tag:1', 'tag', 4), step('until:1/unmet/send:1', 'send', 6, 1)];
  expect(came(outline([step('until:1', 'until', 0, 2), ...arms]), 0)).toBe(13);
  expect(came(outline([step('split:AB', 'split', 20), step('split:AB/a/tag:1', 'tag', 9)]), 0)).toBe(20);
});
