import { afterEach, beforeEach, expect, it } from 'vitest';
import { at, EngineKit } from '../testing/engine-kit.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-23 10:00'));
});
afterEach(() => kit.dispose());

const reserved = async () => (await kit.db.selectFrom('fan_guard').select(['sent_at', 'channels']).execute())[0];

it('gives back its own place under the limits, not that of another SOP for the same moment', async () => {
  await kit.publish(`
    流程 "走" { 当 关注 每人一次 一旦 支付 就离开 第0天 { 发私信 "走" } 等待1天 }
    流程 "留" { 当 关注 每人一次 第0天 { 发私信 "留" } }`);
  await kit.happen('小鱼', 'follow');
  await kit.hear();
  expect((await reserved())?.channels).toHaveLength(2);

  await kit.setClock(at('2026-11-23 10:05'));
  await kit.happen('小鱼', 'order.pay', { amount: 100, order: '1' });
  await kit.hear();
  expect((await reserved())?.sent_at).toEqual([at('2026-11-23 10:00')]);
  await kit.settle();
  expect((await kit.sent()).map(({ body }) => body)).toEqual(['留']);
});

it('gives back the place of a message that was put off meanwhile', async () => {
  await kit.publish(`流程 "走" { 当 关注 每人一次 一旦 支付 就离开 第0天 { 发私信 "走" } 等待1天 }`);
  await kit.happen('小鱼', 'follow');
  await kit.hear();
  await kit.db
    .updateTable('shop')
    .set({ quiet_from: 9 * 60, quiet_to: 12 * 60 })
    .execute();
  await kit.setClock(at('2026-11-23 10:05'));
  await kit.deliver();
  await kit.happen('小鱼', 'order.pay', { amount: 100, order: '1' });
  await kit.settle();
  expect(await reserved()).toEqual({ sent_at: [], channels: [] });
});
