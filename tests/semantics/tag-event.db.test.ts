import { describe } from 'vitest';
import { FAN, row } from './both.js';

describe('打上标签 / 去掉标签', () => {
  row('is an event that lets fans in', {
    head: '当 打上标签 "贵宾" 每人一次',
    body: '打标签 "a"',
    tests: [`${FAN} 第0天 打上标签 "贵宾" 应当 有标签 "a"`, `${FAN} 第0天 打上标签 "别的" 应当 没有标签 "a"`],
  });
  row('so is taking one off', {
    head: '当 去掉标签 "贵宾" 每人一次',
    body: '打标签 "a"',
    tests: ['粉丝 { 有标签 "贵宾" } 第0天 去掉标签 "贵宾" 应当 有标签 "a"'],
  });
  row('an SOP hears of what it does itself', {
    head: '当 关注 每人一次 一旦 打上标签 "完" 就离开 { 打标签 "走了" }',
    body: '等待1小时 打标签 "完" 打标签 "还在"',
    tests: [`${FAN} 第0天 关注 第2天 应当 有标签 "走了" 应当 没有标签 "还在"`],
  });
  row('counts in conditions, once for each time that something changed', {
    head: '当 关注 每人一次',
    body: '等待1小时 打标签 "a" 打标签 "a" 去标签 "a" 打标签 "a" 等待1小时 如果 进入后 打上标签 "a" 至少2次 { 打标签 "两次" } 如果 进入后 打上标签 "a" 至少3次 { 打标签 "三次" } 如果 进入后 去掉标签 "a" { 打标签 "去过" }',
    tests: [`${FAN} 第0天 关注 第1天 应当 有标签 "两次"、"去过" 应当 没有标签 "三次"`],
  });
});
