import { expect, test } from 'vitest';
import { runText } from './testing/run-text.js';

test('putting tags on and taking them off are events that an SOP hears of, once for each change', () => {
  const { results } = runText(`流程 "甲" { 当 关注 每人一次 一旦 打上标签 "完" 就离开 { 打标签 "走了" }
      等待1小时 打标签 "a" 打标签 "a" 去标签 "a" 打标签 "a" 等待1小时
      如果 进入后 打上标签 "a" 至少2次 { 打标签 "两次" }
      如果 进入后 打上标签 "a" 至少3次 { 打标签 "三次" }
      打标签 "完" 打标签 "还在" }
    测试 "x" { 粉丝 { } 第0天 关注 第1天 应当 有标签 "两次"、"走了" 应当 没有标签 "三次"、"还在" }`);
  expect(results.flatMap(({ failures }) => failures.map(({ message }) => message.zh))).toEqual([]);
});
