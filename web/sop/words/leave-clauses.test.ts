import { expect, test } from 'vitest';
import { leaveClauses } from './leave-clauses.js';

test('finds the clauses of the SOP in order', () => {
  const text =
    '流程 "甲" {\n当 关注\n每人一次\n一旦 支付 就离开\n一旦 取关 就离开 { 打标签 "走了" }\n第0天 { 结束 }\n}';
  expect(leaveClauses(text)).toEqual(['支付', '取关']);
  expect(leaveClauses('')).toEqual([]);
});
