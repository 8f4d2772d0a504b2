import { describe } from 'vitest';
import { FAN, row } from './both.js';

describe('第N天', () => {
  row('第N天 T is T on the date of t₀ plus N', {
    head: '当 关注 每人一次',
    body: '第3天 10:00 { 发私信 "a" }',
    tests: [`${FAN} 第0天 23:30 关注 第3天 09:59 应当 没有发出 第3天 10:00 应当 发出 1次`],
  });
  row('without T: the clock time of t₀, N days later; 第0天 at once', {
    head: '当 关注 每人一次',
    body: '第0天 { 打标签 "a" } 第2天 { 发私信 "a" }',
    tests: [`${FAN} 第0天 15:20 关注 应当 有标签 "a" 第2天 15:19 应当 没有发出 第2天 15:20 应当 发出 1次`],
  });
  row('already past on arrival: the block runs at once', {
    head: '当 关注 每人一次',
    body: '第0天 09:00 { 发私信 "a" }',
    tests: [`${FAN} 第0天 10:00 关注 应当 发出 1次`],
  });
  row('sends more than 24 h behind are skipped as 错过; all other actions run', {
    head: '当 关注 每人一次',
    body: '等待3天 第1天 { 发私信 "a" 打标签 "b" }',
    tests: [`${FAN} 第0天 关注 第3天 应当 有标签 "b" 第4天 应当 没有发出 应当 已走完`],
  });
});

describe('等待 D', () => {
  row('counts from the actual arrival, after any hold', {
    head: '当 关注 每人一次 免打扰 22:00-09:00',
    body: '发私信 "a" 等待2小时 发私信 "b"',
    tests: [`${FAN} 第0天 23:00 关注 第1天 10:59 应当 发出 1次 第1天 11:00 应当 发出 2次`],
  });
  row('第N天 does not shift with it', {
    head: '当 关注 每人一次 免打扰 22:00-09:00',
    body: '发私信 "a" 第1天 12:00 { 发私信 "b" }',
    tests: [`${FAN} 第0天 23:00 关注 第1天 11:59 应当 发出 1次 第1天 12:00 应当 发出 2次`],
  });
});

describe('等到', () => {
  row('the next occurrence of T; no wait if it is that minute now', {
    head: '当 关注 每人一次',
    body: '等到 10:00 打标签 "a" 等到 20:00 打标签 "b" 等到 周三 09:00 打标签 "c"',
    tests: [
      `${FAN} 第0天 关注 应当 有标签 "a" 第0天 20:00 应当 有标签 "b" 第2天 08:59 应当 没有标签 "c" 第2天 09:00 应当 有标签 "c"`,
    ],
  });
  row('a date in the past or a missing field passes at once', {
    head: '当 关注 每人一次 最长 90天',
    body: '等到 2025-01-01 10:00 打标签 "a" 等到 生日 10:00 打标签 "b"',
    tests: [
      `${FAN} 第0天 关注 应当 有标签 "a"、"b"`,
      '粉丝 { 生日 = 1999-03-05 } 第0天 关注 第1天 应当 没有标签 "b" 第2天 应当 有标签 "b"',
    ],
  });
  row('等到 开播: the next broadcast; 最长 ends the wait otherwise', {
    head: '当 关注 每人一次 最长 9天 { 打标签 "到期" }',
    body: '等到 开播 打标签 "a"',
    tests: [
      `${FAN} 第0天 09:00 开播 第0天 关注 第1天 应当 没有标签 "a" 第1天 20:00 开播 应当 有标签 "a"`,
      `${FAN} 第0天 关注 第9天 应当 有标签 "到期" 应当 没有标签 "a"`,
    ],
  });
});

describe('最多等 D 直到 C', () => {
  const body = '最多等3天 直到 支付 等到了 { 打标签 "到" } 没等到 { 打标签 "没" } 打标签 "后"';
  row('one branch, and both rejoin after the statement', {
    head: '当 关注 每人一次',
    body,
    tests: [
      `${FAN} 第0天 关注 第2天 支付 应当 有标签 "到"、"后" 第9天 应当 没有标签 "没"`,
      `${FAN} 第0天 关注 第3天 09:59 应当 没有标签 "没" 第3天 10:00 应当 有标签 "没"、"后" 第4天 支付 应当 没有标签 "到"`,
    ],
  });
  row('an event counts only if it happens after arrival', {
    head: '当 支付 每人一次',
    body,
    tests: [`${FAN} 第0天 支付 应当 没有标签 "到" 第4天 应当 有标签 "没"`],
  });
  row('a state that is already true passes at once', {
    head: '当 关注 每人一次',
    body: '最多等3天 直到 进入后 评论 或 有标签 "VIP" 等到了 { 打标签 "到" }',
    tests: ['粉丝 { 有标签 "VIP" } 第0天 关注 应当 有标签 "到"', '粉丝 { } 第0天 关注 第1天 评论 应当 有标签 "到"'],
  });
  row('an event of the deadline itself is in time', {
    head: '当 关注 每人一次',
    body,
    tests: [`${FAN} 第0天 关注 第3天 10:00 支付 应当 有标签 "到" 应当 没有标签 "没"`],
  });
  row('a missing branch falls through', {
    head: '当 关注 每人一次',
    body: '最多等1天 直到 支付 没等到 { 打标签 "没" } 打标签 "后"',
    tests: [`${FAN} 第0天 关注 第0天 12:00 支付 应当 有标签 "后" 应当 没有标签 "没"`],
  });
});

describe('如果 / 分流', () => {
  row('如果 is evaluated once, when reached; the first true arm runs', {
    head: '当 关注 每人一次',
    body: '如果 有标签 "VIP" { 打标签 "一" } 否则如果 有标签 "老客" { 打标签 "二" } 否则 { 打标签 "三" }',
    tests: [
      '粉丝 { 有标签 "VIP", "老客" } 第0天 关注 应当 有标签 "一" 应当 没有标签 "二"、"三"',
      '粉丝 { 有标签 "老客" } 第0天 关注 应当 有标签 "二"',
      '粉丝 { } 第0天 关注 应当 有标签 "三"',
    ],
  });
  row('the stored arm is kept on re-entry', {
    head: '当 评论 可再次进入',
    body: '分流 "对比" { "甲" 50% { 加积分 1分 } "乙" 50% { 加积分 10分 } }',
    tests: [
      `${FAN} 分流 "对比" = "乙" 第0天 评论 第1天 评论 应当 积分 = 20`,
      `${FAN} 分流 "对比" = "甲" 第0天 评论 第1天 评论 应当 积分 = 2`,
    ],
  });
});
