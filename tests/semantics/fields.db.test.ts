import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, EngineKit } from '@fanloom/workflows/testing/engine-kit.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 10:00'));
});
afterEach(() => kit.dispose());

const sop = (body: string, head = '当 关注 每人一次') => kit.publish(`流程 "甲" { ${head} ${body} }`);

async function follow(nick = '小鱼'): Promise<string> {
  const fan = await kit.happen(nick, 'follow');
  await kit.settle();
  return fan;
}

async function shopRow(fan: string) {
  return kit.db
    .selectFrom('fan_shop')
    .innerJoin('fan', 'fan.id', 'fan_shop.fan_id')
    .select(['member_level', 'points', 'source', 'fan_level', 'birthday', 'custom'])
    .where('fan.id', '=', fan)
    .executeTakeFirstOrThrow();
}

const setLevel = (fan: string, level: string | null) =>
  kit.db.updateTable('fan_shop').set({ member_level: level }).where('fan_id', '=', fan).execute();

describe('设', () => {
  it('overwrites: text, number, date, and the fields of the shop', async () => {
    await sop(
      '设 来源 = "夏日" 设 粉丝等级 = 3 设 生日 = 今天 + 30天 设 字段 "灯牌" = 购买次数 + 1 设 字段 "备注" = "新"',
    );
    const fan = await follow();
    const row = await shopRow(fan);
    expect(row).toMatchObject({ source: '夏日', fan_level: 3, custom: { 灯牌: 1, 备注: '新' } });
    const { rows } = await sql`select birthday::text from fan where id = ${fan}`.execute(kit.db);
    expect(rows).toEqual([{ birthday: '2026-12-20' }]);
  });

  it('takes what this fan has: a lane of fans with other values', async () => {
    await sop('设 字段 "单数" = 购买次数', '当 支付 每人一次');
    const [few] = await kit.happenTo(['few'], 'order.pay', { amount: 100, order: 'a' }, at('2026-11-20 10:00'));
    const [many] = await kit.happenTo(['many'], 'order.pay', { amount: 100, order: 'b' }, at('2026-11-20 10:00'));
    await kit.happenTo(['many'], 'order.pay', { amount: 100, order: 'c' }, at('2026-11-20 10:00'));
    await kit.settle();
    expect(await shopRow(few ?? '')).toMatchObject({ custom: { 单数: 1 } });
    expect(await shopRow(many ?? '')).toMatchObject({ custom: { 单数: 2 } });
  });

  it('never fails for what a value is: too large, missing', async () => {
    await sop('设 粉丝等级 = 99999999999 设 字段 "比" = 购买金额 / 购买次数 设 来源 = 预计复购商品 打标签 "到了"');
    const fan = await follow();
    expect(await kit.tagsOf(fan)).toEqual(['到了']);
    expect(await shopRow(fan)).toMatchObject({
      fan_level: 2_147_483_647,
      source: null,
      custom: { 比: null },
    });
  });

  it('ends the stay before the next step when a leave clause sees the field', async () => {
    await sop('设 粉丝等级 = 5 打标签 "不该"', '当 关注 每人一次 一旦 粉丝等级 >= 5 就离开 { 打标签 "走了" }');
    const fan = await follow();
    expect(await kit.tagsOf(fan)).toEqual(['走了']);
  });

  it('wakes fans who wait for the field in another SOP', async () => {
    await kit.publish('流程 "等" { 当 关注 每人一次 最多等3天 直到 粉丝等级 >= 5 等到了 { 打标签 "等到了" } }');
    await sop('等待1小时 设 粉丝等级 = 5');
    const fan = await follow();
    await kit.goTo(at('2026-11-20 11:00'));
    expect(await kit.tagsOf(fan)).toEqual(['等到了']);
  });
});

describe('升级到', () => {
  it('does nothing for a fan at or above that level', async () => {
    await sql`update shop set levels = '{普通,VIP,黑金}'`.execute(kit.db);
    await sop('等待1小时 升级到 "VIP"');
    const fans = await kit.happenTo(['none', 'low', 'same', 'high', 'unknown'], 'follow');
    await kit.settle();
    const levels = [null, '普通', 'VIP', '黑金', '别处来的'];
    for (const [i, level] of levels.entries()) await setLevel(fans[i] ?? '', level);
    await kit.goTo(at('2026-11-20 11:00'));
    const now = [];
    for (const fan of fans) now.push((await shopRow(fan)).member_level);
    expect(now).toEqual(['VIP', 'VIP', 'VIP', '黑金', '别处来的']);
  });

  it('makes a level that the shop does not have its highest, and says 等级变化', async () => {
    await sql`update shop set levels = '{普通}'`.execute(kit.db);
    await kit.publish('流程 "乙" { 当 等级变化 每人一次 打标签 "升了" }');
    await sop('升级到 "VIP"');
    const fan = await follow();
    expect(await kit.tagsOf(fan)).toEqual(['升了']);
    const { levels } = await kit.db.selectFrom('shop').select('levels').executeTakeFirstOrThrow();
    expect(levels).toEqual(['普通', 'VIP']);
  });
});

describe('打标签 / 去标签', () => {
  it('is an event of the fan; a repetition changes nothing and emits none', async () => {
    await kit.publish(
      '流程 "乙" { 当 打上标签 "x" 可再次进入 加积分 1分 } 流程 "丙" { 当 去掉标签 "x" 可再次进入 加积分 10分 }',
    );
    await sop('打标签 "x", "y" 打标签 "x" 等待1小时 打标签 "x" 去标签 "x" 去标签 "x"');
    const fan = await follow();
    expect(await shopRow(fan)).toMatchObject({ points: 1 });
    await kit.goTo(at('2026-11-20 11:00'));
    expect(await shopRow(fan)).toMatchObject({ points: 11 });
  });
});

describe('加积分', () => {
  it('adds once per visit of the step, with an entry in the ledger', async () => {
    await sop('加积分 50分 加积分 8分', '当 评论 可再次进入');
    const fan = await kit.happen('小鱼', 'live.comment', { text: 'a' });
    await kit.settle();
    await kit.goTo(at('2026-11-20 11:00'));
    await kit.happen('小鱼', 'live.comment', { text: 'b' });
    await kit.settle();
    expect(await shopRow(fan)).toMatchObject({ points: 116 });
    const entries = await kit.db.selectFrom('points_entry').select('points').orderBy('id').execute();
    expect(entries.map(({ points }) => points)).toEqual([50, 8, 50, 8]);
  });
});

describe('发券', () => {
  it('gives a code without a message, and none when stock is used up', async () => {
    await kit.publish('优惠券 "礼券" 减10元 有效7天 库存2张 流程 "甲" { 当 关注 每人一次 发券 "礼券" 打标签 "过了" }');
    const fans = await kit.happenTo(['a', 'b', 'c'], 'follow');
    await kit.settle();
    const codes = await kit.db.selectFrom('coupon_issue').select(['fan_id', 'code', 'expires_at']).execute();
    expect(codes).toHaveLength(2);
    expect(codes[0]?.expires_at).toEqual(at('2026-11-28 00:00'));
    for (const fan of fans) expect(await kit.tagsOf(fan)).toEqual(['过了']);
    const skipped = await kit.db.selectFrom('effect').select('reason').where('status', '=', 'skipped').execute();
    expect(skipped).toEqual([{ reason: 'no_stock' }]);
    expect(await kit.sent()).toEqual([]);
  });

  it('keeps to the budget, and its coupon is the one that a later text speaks of', async () => {
    await kit.publish(
      '优惠券 "礼券" 减10元 有效7天 流程 "甲" { 当 关注 每人一次 预算 10元 发券 "礼券" 发私信 "还有{券.剩余天数}天" }',
    );
    await kit.happenTo(['a', 'b'], 'follow');
    await kit.settle();
    expect((await kit.sent()).map(({ body }) => body)).toEqual(['还有7天']);
    const skipped = await kit.db
      .selectFrom('effect')
      .select(['kind', 'reason'])
      .where('status', '=', 'skipped')
      .orderBy('kind')
      .execute();
    expect(skipped).toEqual([
      { kind: 'coupon', reason: 'no_budget' },
      { kind: 'message', reason: 'hole' },
    ]);
  });
});

describe('启动流程', () => {
  const states = async (fan: string) => (await kit.enrolments(fan)).map(({ sop: name, state }) => `${name} ${state}`);

  it('does not wait: the other SOP begins, and this one goes on', async () => {
    await kit.publish('流程 "乙" { 当 由流程启动 每人一次 打标签 "乙到了" 等待1天 }');
    await sop('启动流程 "乙" 打标签 "甲接着走"');
    const fan = await follow();
    expect(await kit.tagsOf(fan)).toEqual(['乙到了', '甲接着走']);
    expect(await states(fan)).toEqual(['甲 finished', '乙 active']);
  });

  it('is a recorded no-op for whoever is in it already, or where it is paused', async () => {
    await kit.publish(
      '流程 "乙" { 当 由流程启动 每人一次 等待1天 } 流程 "停着" { 当 由流程启动 每人一次 打标签 "不该" }',
    );
    await kit.db.updateTable('sop').set({ gate: 'paused' }).where('name', '=', '停着').execute();
    await sop('启动流程 "乙" 等待1小时 启动流程 "乙" 启动流程 "停着"');
    const fan = await follow();
    await kit.goTo(at('2026-11-20 11:00'));
    expect(await states(fan)).toEqual(['甲 finished', '乙 active']);
    await kit.db.updateTable('sop').set({ gate: 'open' }).execute();
    await kit.goTo(at('2026-11-20 12:00'));
    const refused = await kit.db.selectFrom('entry_refusal').select('reason').orderBy('reason').execute();
    expect(refused.map(({ reason }) => reason)).toEqual(['already_in', 'not_started']);
    expect(await kit.tagsOf(fan)).toEqual([]);
  });
});

describe('停止流程', () => {
  const waits =
    '流程 "乙" { 当 关注 每人一次 免打扰 00:00-12:00 一旦 有标签 "x" 就离开 { 打标签 "离开块" } 发私信 "乙" 等待9天 }';

  it('takes the fan out of the other SOP without its leave block; held messages are dropped', async () => {
    await kit.publish(waits);
    await sop('等待1小时 停止流程 "乙" 打标签 "停了"');
    const fan = await follow();
    await kit.goTo(at('2026-11-20 13:00'));
    expect(await kit.enrolments(fan)).toMatchObject([
      { sop: '乙', state: 'stopped', reason: 'stopped_by_sop' },
      { sop: '甲', state: 'finished' },
    ]);
    expect(await kit.tagsOf(fan)).toEqual(['停了']);
    expect(await kit.sent()).toEqual([]);
  });

  it('takes the fan out of every stay, one for each thing, and leaves other fans in', async () => {
    await kit.publish('流程 "乙" { 当 领券 每个优惠券一次 等待9天 }');
    await sop('停止流程 "乙"');
    for (const coupon of ['x', 'y']) await kit.happen('小鱼', 'coupon.claim', { coupon });
    const other = await kit.happen('小虾', 'coupon.claim', { coupon: 'x' });
    await kit.settle();
    const fan = await follow();
    const states = (await kit.enrolments(fan)).filter(({ sop: name }) => name === '乙').map(({ state }) => state);
    expect(states).toEqual(['stopped', 'stopped']);
    expect(await kit.enrolments(other)).toMatchObject([{ state: 'active' }]);
  });
});
