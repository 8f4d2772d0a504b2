import { afterEach, beforeEach, expect, it } from 'vitest';
import { at, EngineKit } from '@fanloom/workflows/testing/engine-kit.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 12:00'));
  await kit.publish(`优惠券 "礼券" 减10元 有效7天
    流程 "发券" { 当 评论 每人一次 发券 "礼券" }
    流程 "提醒" { 当 券过期(优惠券 = "礼券") 每人一次 打标签 "券过期了" }`);
});
afterEach(() => kit.dispose());

it('当 券过期: a coupon that runs out unused lets its fan in, once', async () => {
  const [fan, used] = await kit.happenTo(['小鱼', '小虾'], 'live.comment', { text: 'a' });
  await kit.settle();
  await kit.happen('小虾', 'coupon.use', { coupon: '礼券' });
  await kit.goTo(at('2026-11-27 23:59'));
  expect(await kit.tagsOf(fan ?? '')).toEqual([]);
  await kit.goTo(at('2026-11-29 00:00'));
  expect(await kit.tagsOf(fan ?? '')).toEqual(['券过期了']);
  expect(await kit.tagsOf(used ?? '')).toEqual([]);
  const expired = await kit.db
    .selectFrom('event')
    .select('happened_at as at')
    .where('type', '=', 'coupon.expire')
    .execute();
  expect(expired).toEqual([{ at: at('2026-11-28 00:00') }]);
});
