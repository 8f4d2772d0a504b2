import { expect, it } from 'vitest';
import { categoryTree, isIn } from './category-tree.js';

it('makes a tree of paths, most revenue first', () => {
  const tree = categoryTree([
    { category: '美妆 > 护肤', revenue: 3 },
    { category: '服装', revenue: 9 },
    { category: '美妆/彩妆', revenue: 5 },
    { category: '美妆', revenue: 2 },
    { category: null, revenue: 1 },
  ]);
  expect(tree.map(({ path, depth, revenue }) => [path, depth, revenue])).toEqual([
    ['美妆', 0, 10],
    ['美妆/彩妆', 1, 5],
    ['美妆/护肤', 1, 3],
    ['服装', 0, 9],
  ]);
});

it('knows what is in a category', () => {
  expect(isIn('美妆 > 护肤', '美妆')).toBe(true);
  expect(isIn('美妆/护肤', '美妆/护肤')).toBe(true);
  expect(isIn('美妆工具', '美妆')).toBe(false);
  expect(isIn(null, '美妆')).toBe(false);
});
