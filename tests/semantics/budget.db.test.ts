import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, EngineKit } from '@fanloom/workflows/testing/engine-kit.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 12:00'));
  await kit.publish(
    '优惠券 "礼券" 减10元 有效7天 流程 "甲" { 当 评论 可再次进入 预算 20元 每月 发券 "礼券" 加积分 1分 }',
  );
});
afterEach(() => kit.dispose());

const spent = async () => (await kit.db.selectFrom('budget_use').select('fen').executeTakeFirstOrThrow()).fen;

async function comment(nick: string): Promise<void> {
  await kit.happen(nick, 'live.comment', { text: 'a' });
  await kit.settle();
}

describe('预算', () => {
  it('face value is reserved at issue and corrected at use', async () => {
    await comment('小鱼');
    expect(await spent()).toBe(1000);
    await kit.happen('小鱼', 'coupon.use', { coupon: '礼券', amount: 600 });
    expect(await spent()).toBe(600);
    await kit.happen('小鱼', 'coupon.use', { coupon: '礼券', amount: 600 });
    await kit.happen('小虾', 'coupon.use', { coupon: '礼券', amount: 100 });
    expect(await spent()).toBe(600);
  });

  it('is returned at expiry, once, and may be spent again; a use that is told of late takes it back', async () => {
    for (const nick of ['小鱼', '小虾', '小蟹']) await comment(nick);
    expect(await spent()).toBe(2000);
    await kit.goTo(at('2026-11-27 23:59'));
    expect(await spent()).toBe(2000);
    await kit.goTo(at('2026-11-28 00:00'));
    expect(await spent()).toBe(0);
    await comment('小蟹');
    expect(await spent()).toBe(1000);
    await kit.happen('小鱼', 'coupon.use', { coupon: '礼券' }, at('2026-11-27 20:00'));
    expect(await spent()).toBe(2000);
  });
});

it('a coupon without 库存 has no limit after its text is published again', async () => {
  await kit.publish('优惠券 "礼券" 减10元 有效7天 流程 "乙" { 当 关注 每人一次 发券 "礼券" 等待1天 }');
  await kit.happen('小鱼', 'follow');
  await kit.settle();
  await kit.publish('优惠券 "礼券" 减10元 有效8天 流程 "乙" { 当 关注 每人一次 发券 "礼券" 等待1天 }');
  await kit.happen('小虾', 'follow');
  await kit.settle();
  const issued = await kit.db.selectFrom('coupon_issue').select('id').execute();
  expect(issued).toHaveLength(2);
});
