import { describe } from 'vitest';
import { FAN, row } from './both.js';

describe('当 event', () => {
  row('enters when the event matches, filter included', {
    head: '当 支付(金额 >= 100元) 每人一次',
    body: '打标签 "a"',
    tests: [`${FAN} 第0天 支付(金额 = 99元) 应当 没有标签 "a" 第1天 支付(金额 = 100元) 应当 有标签 "a"`],
  });
  row('what happened long ago enters nobody, but counts in every condition', {
    head: '当 支付 且 30天内 支付 至少2次 每人一次',
    body: '打标签 "a"',
    tests: [`${FAN} 10天前 支付 第0天 00:00 应当 没有标签 "a" 第0天 支付 应当 有标签 "a"`],
  });
  row('首次 is the first that matches, filter included', {
    head: '当 首次观看直播(时长 > 1分钟) 每人一次',
    body: '打标签 "a"',
    tests: [
      `${FAN} 3天前 观看直播(时长 = 30秒) 第0天 观看直播(时长 = 2分钟) 应当 有标签 "a"`,
      `${FAN} 3天前 观看直播(时长 = 2分钟) 第0天 观看直播(时长 = 2分钟) 应当 没有标签 "a"`,
    ],
  });
  row('each way in has its guard', {
    head: '当 (关注 或 评论) 且 从未支付 每人一次',
    body: '打标签 "a"',
    tests: [`${FAN} 5天前 支付 第0天 评论 应当 没有标签 "a"`, `${FAN} 第0天 评论 应当 有标签 "a"`],
  });
});

describe('当 condition', () => {
  row('enters when the condition turns true after publication, not whoever it is true for already', {
    head: '当 购买次数 >= 2 可再次进入',
    body: '打标签 "a"',
    tests: [
      `${FAN} 第0天 支付 应当 没有标签 "a" 第1天 支付 应当 有标签 "a"`,
      '粉丝 { 购买次数 = 5 } 第0天 支付 应当 没有标签 "a"',
    ],
  });
  row('windows of days move at midnight', {
    head: '当 曾经 支付 且 2天内 没有 支付 每人一次',
    body: '打标签 "a"',
    tests: [`${FAN} 第0天 支付 第2天 23:59 应当 没有标签 "a" 第3天 00:05 应当 有标签 "a"`],
  });
});

describe('当 进入分群 / 离开分群', () => {
  row('进入分群 is an event', {
    head: '当 进入分群 "常客" 每人一次',
    body: '打标签 "a"',
    tests: [`${FAN} 第0天 支付 应当 没有标签 "a" 第1天 支付 应当 有标签 "a"`],
  });
  row('so is 离开分群', {
    head: '当 离开分群 "常客" 每人一次',
    body: '打标签 "a"',
    tests: ['粉丝 { 购买次数 = 2 } 第0天 应当 没有标签 "a" 第1天 设 购买次数 = 1 应当 有标签 "a"'],
  });
});

describe('当 每天/每周/日期', () => {
  row('at that minute everyone enters for whom the guard holds', {
    head: '当 每天 10:00 且 有标签 "老客" 每人一次',
    body: '打标签 "a"',
    tests: [
      '粉丝 { 有标签 "老客" } 第0天 09:59 应当 没有标签 "a" 第0天 10:00 应当 有标签 "a"',
      '粉丝 { } 第9天 应当 没有标签 "a"',
    ],
  });
  row('windows of days move at midnight', {
    head: '当 每天 00:00 且 曾经支付 且 30天内没有支付 每人一次',
    body: '打标签 "a"',
    tests: ['粉丝 { } 28天前 支付 第2天 23:59 应当 没有标签 "a" 第3天 00:00 应当 有标签 "a"'],
  });
  row('每周 on its days, a date once', {
    head: '当 每周三 20:00 或 2025-03-07 09:00 可再次进入',
    body: '加积分 1分',
    tests: [
      '粉丝 { } 第2天 19:59 应当 积分 = 0 第2天 20:00 应当 积分 = 1 第4天 09:00 应当 积分 = 2 第9天 20:00 应当 积分 = 3',
    ],
  });
});

describe('当 X后D内没有Y', () => {
  const head = '当 领券后2小时内没有下单 每个优惠券一次';
  const body = '发私信 "{本次.优惠券}还没用"';
  row('the fan enters at X+D, with 本次 = X', {
    head,
    body,
    tests: [`${FAN} 第0天 14:00 领券 "礼券" 第0天 15:59 应当 没有发出 第0天 16:00 应当 发出 1次`],
  });
  row('not if Y happened within D, the last instant included', {
    head,
    body,
    tests: [
      `${FAN} 第0天 14:00 领券 "x" 第0天 16:00 下单 第1天 应当 没有发出`,
      `${FAN} 第0天 14:00 领券 "x" 第0天 16:01 下单 第1天 应当 发出 1次`,
    ],
  });
  row('each X starts a timer for its fan and key', {
    head,
    body,
    tests: [`${FAN} 第0天 14:00 领券 "x" 第0天 15:00 领券 "y" 第0天 16:30 应当 发出 1次 第0天 17:00 应当 发出 2次`],
  });
  row('e₀ is the time of X: what happened since counts as 进入后, and for 一旦', {
    head: '当 领券后2小时内没有下单 每个优惠券一次 一旦 支付 就离开 { 打标签 "走了" }',
    body: '如果 进入后 评论 { 打标签 "说过" } 等待1天',
    tests: [`${FAN} 第0天 14:00 领券 "x" 第0天 15:00 评论 第0天 16:00 应当 有标签 "说过"`],
  });
});

describe('当 每逢 F', () => {
  row('day and month every year; never for a fan without the value', {
    head: '当 每逢 生日 10:00 可再次进入',
    body: '加积分 1分',
    tests: [
      '粉丝 { 生日 = 1999-03-05 } 第2天 09:59 应当 积分 = 0 第2天 10:00 应当 积分 = 1 第9天 应当 积分 = 1',
      '粉丝 { } 第20天 应当 积分 = 0',
    ],
  });
  row('a full date once, so many days before; changing the field plans anew', {
    head: '当 每逢 预计复购日 3天前 10:00 可再次进入',
    body: '加积分 1分',
    tests: [
      '粉丝 { 预计复购日 = 2025-03-08 } 第1天 应当 积分 = 0 第2天 应当 积分 = 1 第9天 应当 积分 = 1',
      '粉丝 { 预计复购日 = 2025-03-08 } 第1天 设 预计复购日 = 2025-03-10 第3天 应当 积分 = 0 第4天 应当 积分 = 1',
    ],
  });
});

describe('每人一次 / 每90天一次 / 每个K一次 / 可再次进入', () => {
  row('每人一次: a second time is refused', {
    head: '当 关注 每人一次',
    body: '加积分 1分',
    tests: [`${FAN} 第0天 关注 第1天 关注 应当 积分 = 1`],
  });
  row('the period counts from the last entry', {
    head: '当 关注 每人每7天一次',
    body: '发私信 "a"',
    tests: [`${FAN} 第0天 关注 第6天 关注 应当 发出 1次 第7天 10:00 关注 应当 发出 2次`],
  });
  row('things count apart', {
    head: '当 领券 每个优惠券一次',
    body: '发私信 "a"',
    tests: [`${FAN} 第0天 领券 "x" 第1天 领券 "x" 应当 发出 1次 第2天 领券 "y" 应当 发出 2次`],
  });
  row('never two active at once', {
    head: '当 关注 可再次进入',
    body: '加积分 1分 等待3天',
    tests: [`${FAN} 第0天 关注 第1天 关注 应当 积分 = 1 第4天 关注 应当 积分 = 2`],
  });
});
