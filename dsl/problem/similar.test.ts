import { expect, test } from 'vitest';
import { closest } from './similar.js';

test.each([
  ['untga', ['untag', 'until'], 'untag'],
  ['order.payed', ['order.pay', 'order.create'], 'order.pay'],
  ['新人10块', ['新人10元', '老客50元'], '新人10元'],
  ['转化流成', ['转化流程', '新粉'], '转化流程'],
])('%s is meant as the one that it resembles', (word, candidates, meant) => {
  expect(closest(word, candidates)).toBe(meant);
});

test.each([
  ['flow', ['for', 'follow']],
  ['level', ['ever', 'leave']],
  ['没有授权', ['有授权']],
])('%s is nothing like the words there are', (word, candidates) => {
  expect(closest(word, candidates)).toBeNull();
});
