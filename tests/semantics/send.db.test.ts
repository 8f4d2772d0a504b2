import { describe } from 'vitest';
import { FAN, row } from './both.js';

describe('发', () => {
  row('a held send keeps the fan at the step, so later steps wait too', {
    head: '当 关注 每人一次 免打扰 22:00-09:00',
    body: '发私信 "a" 打标签 "a"',
    tests: [
      `${FAN} 第0天 22:00 关注 第1天 08:59 应当 没有发出 应当 没有标签 "a" 第1天 09:00 应当 发出 私信 1次 应当 有标签 "a"`,
    ],
  });
  row('without consent, or after opting out, it is not sent', {
    head: '当 评论 每人一次',
    body: '发私信 "a"',
    tests: ['粉丝 { } 第0天 评论 应当 没有发出', `${FAN} 5天前 退订 第0天 评论 应当 没有发出`],
  });
  row('following lets private messages reach, unless the fan said no', {
    head: '当 关注 每人一次',
    body: '发私信 "a"',
    tests: [
      '粉丝 { } 第0天 关注 应当 发出 1次',
      '粉丝 { } 5天前 退订(渠道 = "private_message") 第0天 关注 应当 没有发出',
    ],
  });
  row('opting out while it is held', {
    head: '当 关注 每人一次 免打扰 22:00-09:00',
    body: '发私信 "a" 打标签 "后"',
    tests: [`${FAN} 第0天 23:00 关注 第1天 01:00 退订 第1天 10:00 应当 没有发出 应当 有标签 "后"`],
  });
});

describe('未送达', () => {
  const body = '发短信 "a" 未送达 { 打标签 "没送到" } 打标签 "后"';
  row('runs when this channel or coupon cannot', {
    head: '当 关注 每人一次 预算 15元 每月',
    body: `${body} 发私信 "b" 附券 "礼券" 发私信 "c" 附券 "礼券" 未送达 { 打标签 "没预算" }`,
    tests: [
      `${FAN} 第0天 关注 第1天 应当 有标签 "没送到"、"后"、"没预算"`,
      '粉丝 { 授权 短信 } 第0天 关注 第1天 应当 发出 短信 1次 应当 没有标签 "没送到" 应当 有标签 "后"、"没预算"',
    ],
  });
  row('does not run when this fan must not or need not be written to', {
    head: '当 评论 每人一次 限发 1条 每7天',
    body: `发短信 "b" ${body}`,
    tests: [
      '粉丝 { 授权 短信 } 第0天 评论 第1天 应当 发出 1次 应当 没有标签 "没送到" 应当 有标签 "后"',
      '粉丝 { 授权 短信 } 5天前 退订 第0天 评论 第1天 应当 没有发出 应当 没有标签 "没送到"',
    ],
  });
  row('who was skipped does not wait for a receipt', {
    head: '当 关注 每人一次 限发 1条 每7天',
    body: `发短信 "b" ${body}`,
    tests: ['粉丝 { 授权 短信 } 第0天 关注 应当 发出 1次 应当 没有标签 "没送到" 应当 有标签 "后"'],
  });
  row('nor for a hole in the text', {
    head: '当 关注 每人一次',
    body: '发短信 "{粉丝.偏好系列}" 未送达 { 打标签 "没送到" } 打标签 "后"',
    tests: ['粉丝 { 授权 短信 } 第0天 关注 第1天 应当 没有发出 应当 没有标签 "没送到" 应当 有标签 "后"'],
  });
});

describe('限发', () => {
  row('over the limit the message is skipped, not deferred, and the fan moves on at once', {
    head: '当 关注 每人一次 限发 1条 每7天',
    body: '发私信 "a" 发私信 "b" 打标签 "c"',
    tests: [`${FAN} 第0天 关注 应当 发出 1次 应当 有标签 "c" 第9天 应当 发出 1次`],
  });
  row('the last N×24 h count', {
    head: '当 关注 每人一次 限发 1条 每7天',
    body: '发私信 "a" 等待7天 发私信 "b"',
    tests: [`${FAN} 第0天 关注 第8天 应当 发出 2次`],
  });
  row('per channel if one is named', {
    head: '当 关注 每人一次 限发 私信 1条 每7天',
    body: '发私信 "a" 发短信 "b" 发私信 "c"',
    tests: ['粉丝 { 授权 私信, 短信 } 第0天 关注 应当 发出 2次 应当 发出 私信 1次'],
  });
});

describe('免打扰 / 仅在', () => {
  row('half-open: from is in it, to is not', {
    head: '当 关注 每人一次 免打扰 22:00-09:00',
    body: '发私信 "a"',
    tests: [
      `${FAN} 第0天 21:59 关注 应当 发出 1次`,
      `${FAN} 第0天 22:00 关注 应当 没有发出`,
      `${FAN} 第1天 09:00 关注 应当 发出 1次`,
    ],
  });
  row('仅在 holds to the next opening', {
    head: '当 关注 每人一次 仅在 周一到周五 10:00-18:00',
    body: '发私信 "a"',
    tests: [`${FAN} 第4天 18:00 关注 第7天 09:59 应当 没有发出 第7天 10:00 应当 发出 1次`],
  });
  row('弹窗 is exempt; tasks and tags are never held', {
    head: '当 关注 每人一次 免打扰 22:00-09:00',
    body: '打标签 "a" 任务 "t" 给 负责人 期限 1天 发弹窗 "a"',
    tests: ['粉丝 { 授权 弹窗 } 第0天 23:00 关注 应当 发出 弹窗 1次 应当 有标签 "a" 应当 任务 "t"'],
  });
});

describe('预算 / 附券', () => {
  row('exhausted: no coupon, the send counts as undelivered', {
    head: '当 评论 可再次进入 预算 15元 每月',
    body: '发私信 "a" 附券 "礼券" 未送达 { 打标签 "没了" }',
    tests: [`${FAN} 第0天 评论 第1天 评论 第2天 应当 发出 1次 应当 有标签 "没了"`],
  });
  row('每月: the next month has its own', {
    head: '当 评论 可再次进入 预算 15元 每月',
    body: '发私信 "a" 附券 "礼券"',
    tests: [`${FAN} 第0天 评论 第1天 评论 应当 发出 1次 第29天 评论 应当 发出 2次`],
  });
});

describe('text', () => {
  row('without value or stand-in it is not sent', {
    head: '当 关注 每人一次',
    body: '发私信 "{粉丝.偏好系列}好" 发私信 "{粉丝.偏好系列|亲}好"',
    tests: [`${FAN} 第0天 关注 应当 发出 1次`],
  });
});
