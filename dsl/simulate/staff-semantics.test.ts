import { describe, expect, it } from 'vitest';
import type { SimulationOptions } from './options.js';
import { runText } from './testing/run-text.js';

/** What is expected of this SOP comes true. */
function holds(head: string, body: string, test: string, options?: Partial<SimulationOptions>): void {
  expect(failures(head, body, test, options)).toEqual([[]]);
}

function failures(head: string, body: string, test: string, options?: Partial<SimulationOptions>): string[][] {
  const text = `优惠券 "礼券" 减10元 有效7天 库存1张 分群 "常客" 当 购买次数 >= 2
    流程 "甲" { ${head} ${body} } 测试 "乙" { ${test} }`;
  return runText(text, options).results.map((result) => result.failures.map(({ message }) => message.zh));
}

const HEAD = '当 关注 每人一次';
const FAN = '粉丝 { 授权 私信 }';

describe('steps of the tests in the file', () => {
  it('设 overwrites', () => {
    holds(HEAD, '设 字段 "灯牌" = 3 设 粉丝等级 = 2', `${FAN} 第0天 关注 应当 字段 "灯牌" = 3 应当 粉丝等级 = 2`);
  });

  it('升级到 never lowers', () => {
    const options = { levels: ['普通', 'VIP', '黑金'] };
    holds(HEAD, '升级到 "VIP"', '粉丝 { 会员等级 = "普通" } 第0天 关注 应当 会员等级 = "VIP"', options);
    holds(HEAD, '升级到 "VIP"', '粉丝 { 会员等级 = "黑金" } 第0天 关注 应当 会员等级 = "黑金"', options);
    holds(HEAD, '升级到 "VIP"', '粉丝 { 会员等级 = "别处" } 第0天 关注 应当 会员等级 = "别处"', options);
    holds(HEAD, '升级到 "VIP"', `${FAN} 第0天 关注 应当 会员等级 = "VIP" 应当 今天 等级变化`);
  });

  it('加积分 adds once per visit', () => {
    holds('当 评论 可再次进入', '加积分 5分', `${FAN} 第0天 评论 第1天 评论 应当 积分 = 10`);
  });

  it('发券 gives the coupon that a later text speaks of', () => {
    holds(HEAD, '发券 "礼券" 发私信 "{券.剩余天数}"', `${FAN} 第0天 关注 应当 发出 私信 1次`);
    holds(
      '当 评论 可再次进入',
      '发券 "礼券" 发私信 "{券.剩余天数}"',
      `${FAN} 第0天 评论 第1天 评论 应当 发出 私信 1次`,
    );
  });

  it('分配给 gives an owner to whoever has none, 转交 another one', () => {
    holds(HEAD, '分配给 组 "甲组"', `${FAN} 第0天 关注 应当 负责人 = "甲组"`);
    holds(HEAD, '分配给 组 "甲组" 分配给 组 "乙组"', `${FAN} 第0天 关注 应当 负责人 = "甲组"`);
    holds(HEAD, '分配给 组 "甲组" 转交 组 "乙组"', `${FAN} 第0天 关注 应当 负责人 = "乙组"`);
  });

  it('逾期 climbs until the task is done, also after the stay', () => {
    const body = '任务 "回访" 给 负责人 期限 1天 { 逾期 { 打标签 "晚了" } 逾期 1天 { 任务 "补救" 给 店长 期限 1天 } }';
    holds(HEAD, body, `${FAN} 第0天 关注 第1天 应当 有标签 "晚了" 第2天 应当 任务 "补救"`);
    holds(HEAD, body, `${FAN} 第0天 关注 第1天 11:00 完成任务 "回访" 第3天 应当 有标签 "晚了"`);
    expect(failures(HEAD, body, `${FAN} 第0天 关注 第1天 11:00 完成任务 "回访" 第3天 应当 任务 "补救"`)).not.toEqual([
      [],
    ]);
  });

  it('逾期 counts working time by the duty calendar', () => {
    const body = '任务 "回访" 给 客服 期限 4工作小时 { 逾期 { 打标签 "晚了" } }';
    holds(HEAD, body, `${FAN} 第0天 16:00 关注 第1天 10:59 应当 没有标签 "晚了" 第1天 11:00 应当 有标签 "晚了"`);
  });
});

describe('triggers and waits of the tests in the file', () => {
  it('当 condition enters when it turns true, not when it is true at the start', () => {
    holds(
      '当 购买次数 >= 2 可再次进入',
      '打标签 "a"',
      `${FAN} 第0天 支付 应当 没有标签 "a" 第1天 支付 应当 有标签 "a"`,
    );
    holds('当 购买次数 >= 2 可再次进入', '打标签 "a"', '粉丝 { 购买次数 = 5 } 第0天 支付 应当 没有标签 "a"');
  });

  it('当 condition turns by time: windows in days move at midnight', () => {
    const head = '当 曾经 支付 且 2天内 没有 支付 每人一次';
    holds(head, '打标签 "a"', `${FAN} 第0天 支付 第2天 23:59 应当 没有标签 "a" 第3天 00:00 应当 有标签 "a"`);
  });

  it('进入分群 and 离开分群 are events', () => {
    holds(
      '当 进入分群 "常客" 每人一次',
      '打标签 "a"',
      `${FAN} 第0天 支付 应当 没有标签 "a" 第1天 支付 应当 有标签 "a"`,
    );
    holds(
      '当 离开分群 "常客" 每人一次',
      '打标签 "a"',
      '粉丝 { 购买次数 = 2 } 第0天 应当 没有标签 "a" 第1天 设 购买次数 = 1 应当 有标签 "a"',
    );
  });

  it('每逢 comes on the day of the field, so many days before it', () => {
    holds(
      '当 每逢 生日 10:00 可再次进入',
      '打标签 "a"',
      '粉丝 { 生日 = 1999-03-05 } 第1天 应当 没有标签 "a" 第2天 应当 有标签 "a"',
    );
    holds(
      '当 每逢 预计复购日 3天前 10:00 可再次进入',
      '打标签 "a"',
      '粉丝 { 预计复购日 = 2025-03-08 } 第1天 应当 没有标签 "a" 第2天 应当 有标签 "a"',
    );
  });

  it('等到 F waits for the fan’s own day, and passes at once without one', () => {
    const body = '等到 生日 10:00 打标签 "a"';
    holds(HEAD, body, '粉丝 { 生日 = 1999-03-05 } 第0天 关注 第1天 应当 没有标签 "a" 第2天 应当 有标签 "a"');
    holds(HEAD, body, `${FAN} 第0天 关注 应当 有标签 "a"`);
  });

  it('等到 开播 waits for the next broadcast', () => {
    const body = '等到 开播 打标签 "a"';
    const head = `${HEAD} 最长 9天`;
    holds(head, body, `${FAN} 第0天 09:00 开播 第0天 关注 第1天 应当 没有标签 "a" 第1天 20:00 开播 应当 有标签 "a"`);
  });
});
