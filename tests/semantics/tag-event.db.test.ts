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
  row('by a step of the SOP itself it ends the stay before the next step', {
    head: '当 关注 每人一次 一旦 打上标签 "完" 或 去掉标签 "新" 就离开 { 打标签 "走了" }',
    body: '打标签 "新" 等待1小时 如果 有标签 "老" { 打标签 "完" } 否则 { 去标签 "新" } 打标签 "还在"',
    tests: [
      '粉丝 { 有标签 "老" } 第0天 关注 第1天 应当 已离开 应当 有标签 "新"、"走了" 应当 没有标签 "还在"',
      `${FAN} 第0天 关注 第1天 应当 已离开 应当 有标签 "走了" 应当 没有标签 "还在"`,
    ],
  });
  row('a tag that is there already is no event', {
    head: '当 关注 每人一次 一旦 打上标签 "完" 就离开',
    body: '等待1小时 打标签 "完" 打标签 "还在"',
    tests: ['粉丝 { 有标签 "完" } 第0天 关注 第1天 应当 已走完 应当 有标签 "还在"'],
  });
  row('by an overdue task it ends a wait', {
    head: '当 关注 每人一次',
    body: `任务 "t" 给 负责人 期限 1小时 { 逾期 { 打标签 "晚" } }
      最多等1天 直到 打上标签 "晚" 等到了 { 打标签 "a" } 没等到 { 打标签 "b" }`,
    tests: [`${FAN} 第0天 10:00 关注 第0天 11:00 应当 有标签 "a"`],
  });
  row('如果 counts every change, also those of one moment', {
    head: '当 关注 每人一次',
    body: `等待1小时 打标签 "a" 打标签 "a" 去标签 "a" 打标签 "a" 等待1小时
      如果 进入后 打上标签 "a" 至少2次 { 打标签 "两次" } 如果 进入后 打上标签 "a" 至少3次 { 打标签 "三次" }
      如果 进入后 去掉标签 "a" { 打标签 "去过" }`,
    tests: [`${FAN} 第0天 关注 第1天 应当 有标签 "两次"、"去过" 应当 没有标签 "三次"`],
  });
  row('so do what stands beside 当, and segments', {
    head: '当 评论 且 从未 打上标签 "贵宾" 可再次进入',
    body: '打标签 "贵宾" 加积分 5分 等待1小时 如果 属于分群 "刚打上" { 打标签 "a" }',
    tests: [`${FAN} 第0天 评论 第1天 评论 第2天 应当 积分 = 5 应当 有标签 "a"`],
  });
});
