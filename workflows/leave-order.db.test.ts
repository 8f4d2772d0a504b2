import { afterEach, beforeEach, expect, it } from 'vitest';
import { at, EngineKit } from './testing/engine-kit.js';

const SOP = `流程 "多条离开" {
  当 关注
  每人一次
  一旦 支付 就离开 { 打标签 "支付走" }
  一旦 评论 就离开 { 打标签 "评论走" }
  一旦 有标签 "黑名单" 就离开 { 打标签 "标签走" }
  等待3天
  打标签 "走完了"
}`;

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-23 10:00'));
  await kit.publish(SOP);
});
afterEach(() => kit.dispose());

/** What the fan did on the first day, of which one learns at once. */
async function leaveBy(...doings: [type: string, when: string][]): Promise<string[]> {
  const fan = await kit.happen('小鱼', 'follow');
  await kit.goTo(at('2026-11-23 12:00'));
  for (const [type, when] of doings) await kit.happen('小鱼', type, {}, at(`2026-11-23 ${when}`));
  await kit.settle();
  return kit.tagsOf(fan);
}

it('of several clauses that hold at one look the one with the earliest event counts, and only its block runs', async () => {
  expect(await leaveBy(['order.pay', '11:30'], ['live.comment', '11:00'])).toEqual(['评论走']);
});

it('so it does when the file names it first', async () => {
  expect(await leaveBy(['order.pay', '11:00'], ['live.comment', '11:30'])).toEqual(['支付走']);
});

it('of clauses that came true at the same time the first in the text counts', async () => {
  expect(await leaveBy(['live.comment', '11:00'], ['order.pay', '11:00'])).toEqual(['支付走']);
});
