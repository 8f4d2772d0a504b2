import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { at, EngineKit } from '@fanloom/workflows/testing/engine-kit.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 12:00'));
});
afterEach(() => kit.dispose());

/** A payment, which says nothing of its host: that stands with the order. */
async function pays(nick: string, order: string, host: string): Promise<string> {
  const fan = await kit.happen(nick, 'order.pay', { order, amount: 5_000 });
  const custom = JSON.stringify({ 带货主播: host });
  await sql`update shop_order set custom = ${custom}::jsonb where number = ${order}`.execute(kit.db);
  await kit.settle();
  return fan;
}

it('本次.字段: the order that let the fan in says it', async () => {
  await kit.publish('流程 "甲" { 当 支付 每人一次 等待1小时 如果 本次.字段 "带货主播" = "小美" { 打标签 "美粉" } }');
  const [one, other] = [await pays('小鱼', 'N1', '小美'), await pays('小虾', 'N2', '阿强')];
  await kit.goTo(at('2026-11-20 14:00'));
  expect([await kit.tagsOf(one), await kit.tagsOf(other)]).toEqual([['美粉'], []]);
});

it('同一字段: another order that says the same', async () => {
  await kit.publish(
    '流程 "乙" { 当 支付 每人一次 等待2小时 如果 进入后 支付(同一字段 "带货主播") { 打标签 "又是TA" } }',
  );
  const [one, other] = [await pays('小鱼', 'N1', '小美'), await pays('小虾', 'N2', '小美')];
  await kit.goTo(at('2026-11-20 13:00'));
  await pays('小鱼', 'N3', '小美');
  await pays('小虾', 'N4', '阿强');
  await kit.goTo(at('2026-11-20 15:00'));
  expect([await kit.tagsOf(one), await kit.tagsOf(other)]).toEqual([['又是TA'], []]);
});
