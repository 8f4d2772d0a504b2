import { expect, test } from 'vitest';
import { halfWidthMarks } from './half-width.js';

test.each(['你好,世界', '好!', '“甲”;', '为什么(因为)', '两种:“甲”和“乙”', '(全部)', 'SOP(流程)'])('%s', (text) => {
  expect(halfWidthMarks(text)).not.toEqual([]);
});

test.each(['你好，世界', '10:00', 'a, b', '支付(金额 >= 100元)', '没有(看过 或 买过)', '{n} 条', '这个 ( 没有配上 )'])(
  '%s',
  (text) => {
    expect(halfWidthMarks(text)).toEqual([]);
  },
);
