import { describe } from 'vitest';
import { FAN, row } from './both.js';

describe('一旦 C 就离开', () => {
  const head = '当 支付 可再次进入 一旦 支付 就离开 { 打标签 "走了" }';
  row('the entering event does not count', {
    head,
    body: '等待3天',
    tests: [`${FAN} 第0天 支付 应当 没有标签 "走了" 第1天 支付 应当 有标签 "走了" 应当 已离开`],
  });
  row('the old stay ends before the same event opens a new one', {
    head,
    body: '等待3天',
    tests: [`${FAN} 第0天 支付 第1天 支付 第2天 应当 已离开 第5天 应当 已走完`],
  });
  row('beats a timer that fires at the same moment', {
    head: '当 关注 每人一次 一旦 支付 就离开',
    body: '第3天 10:00 { 发私信 "a" }',
    tests: [`${FAN} 第0天 关注 第3天 10:00 支付 第4天 应当 没有发出 应当 已离开`],
  });
  row('a state already true at entry: the fan does not enter, the block does not run', {
    head: '当 关注 每人一次 一旦 有标签 "VIP" 就离开 { 打标签 "走了" }',
    body: '打标签 "a"',
    tests: ['粉丝 { 有标签 "VIP" } 第0天 关注 应当 没有标签 "a"、"走了"'],
  });
  row('states count whenever they are true', {
    head: '当 关注 每人一次 一旦 购买次数 >= 2 就离开',
    body: '等待5天 打标签 "a"',
    tests: ['粉丝 { 购买次数 = 1 } 第0天 关注 第1天 支付 应当 已离开 第9天 应当 没有标签 "a"'],
  });
  row('several clauses: the earliest event wins, ties by file order; exactly one block runs', {
    head: '当 关注 每人一次 一旦 支付 就离开 { 打标签 "一" } 一旦 支付(金额 > 1元) 就离开 { 打标签 "二" }',
    body: '等待5天',
    tests: [`${FAN} 第0天 关注 第1天 支付(金额 = 9元) 应当 有标签 "一" 应当 没有标签 "二"`],
  });
  row('its block runs once to its end; sends in it obey all guards and may be held', {
    head: '当 关注 每人一次 免打扰 22:00-09:00 一旦 支付 就离开 { 发私信 "谢谢" 打标签 "走了" }',
    body: '等待5天',
    tests: [`${FAN} 第0天 关注 第0天 23:00 支付 应当 有标签 "走了" 应当 没有发出 第1天 09:00 应当 发出 1次`],
  });
});

describe('目标', () => {
  row('never steers: the held message is still sent', {
    head: '当 关注 每人一次 免打扰 22:00-09:00 目标 支付 7天内',
    body: '发私信 "a"',
    tests: [`${FAN} 第0天 23:00 关注 第1天 02:00 支付 第1天 09:00 应当 发出 1次 应当 已走完`],
  });
  row('with the same event in 一旦 the fan leaves and the held message is dropped', {
    head: '当 关注 每人一次 免打扰 22:00-09:00 目标 支付 7天内 一旦 支付 就离开',
    body: '发私信 "a"',
    tests: [`${FAN} 第0天 23:00 关注 第1天 02:00 支付 第1天 10:00 应当 没有发出 应当 已离开`],
  });
});

describe('最长 D', () => {
  const head = '当 关注 每人一次 最长 2天 { 打标签 "到期" } 一旦 支付 就离开 { 打标签 "走了" }';
  row('at t₀+D the fan ends wherever it is; its block runs, leave blocks do not', {
    head,
    body: '等待5天 发私信 "a"',
    tests: [
      `${FAN} 第0天 关注 第1天 应当 没有标签 "到期" 第2天 应当 有标签 "到期" 第3天 支付 应当 没有标签 "走了" 第9天 应当 没有发出`,
    ],
  });
  row('a hold included', {
    head: '当 关注 每人一次 最长 5小时 { 打标签 "到期" } 免打扰 22:00-09:00',
    body: '发私信 "a"',
    tests: [`${FAN} 第0天 23:00 关注 第1天 04:00 应当 有标签 "到期" 第1天 10:00 应当 没有发出`],
  });
});
