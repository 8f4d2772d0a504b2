import { expect, test } from 'vitest';
import { outline, type OutlineNode } from './outline.js';

const show = (nodes: OutlineNode<{ key: string }>[]): unknown[] =>
  nodes.map(({ step, arms }) => [step.key, ...arms.map((arm) => [arm.label, show(arm.nodes)])]);

test('puts steps inside the days and arms their keys name', () => {
  const keys = ['day:0', 'day:0/send:1', 'split:AB', 'split:AB/甲/send:1', 'split:AB/乙/end:1', 'tag:1'];
  expect(show(outline(keys.map((key) => ({ key }))))).toEqual([
    ['day:0', [null, [['day:0/send:1']]]],
    ['split:AB', ['甲', [['split:AB/甲/send:1']]], ['乙', [['split:AB/乙/end:1']]]],
    ['tag:1'],
  ]);
});

test('reads labels that hold a separator', () => {
  const keys = ['split:x', 'split:x/a%2Fb/tag:1'];
  expect(outline(keys.map((key) => ({ key })))[0]?.arms[0]?.label).toBe('a/b');
});

test('a step whose parent is not there stands at the top', () => {
  expect(show(outline([{ key: 'leave:1/tag:1' }]))).toEqual([['leave:1/tag:1']]);
});
