import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
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

it('本次.「…」: a message says it as its type reads', async () => {
  await kit.publish('流程 "甲" { 当 支付 每人一次 等待1小时 发私信 "{本次.「带货主播」}收您押金{粉丝.「押金」}" }', {
    ...UNKNOWN_CATALOGUE,
    fields: { 押金: 'money' },
  });
  const fan = await pays('小鱼', 'N1', '小美');
  await sql`update fan set custom = '{"押金": 9950}' where id = ${fan}`.execute(kit.db);
  await kit.happen('小鱼', 'consent.change', { channel: 'private_message', granted: true });
  await kit.goTo(at('2026-11-20 14:00'));
  expect((await kit.sent()).map(({ body }) => body)).toEqual(['小美收您押金99.5元']);
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
