import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, EngineKit } from '@fanloom/workflows/testing/engine-kit.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 12:00'));
});
afterEach(() => kit.dispose());

const pay = (when?: Date) => kit.happen('小鱼', 'order.pay', { amount: 9900, order: '1' }, when);

describe('an event that arrives late', () => {
  it('enters nobody when it happened more than 24 h before it arrived, but counts in every condition', async () => {
    await kit.publish(
      '流程 "甲" { 当 支付 每人一次 打标签 "进了" } 流程 "乙" { 当 关注 且 30天内 支付 每人一次 打标签 "买过" }',
    );
    const fan = await pay(at('2026-11-19 11:59'));
    await kit.happen('小鱼', 'follow');
    await kit.settle();
    expect(await kit.tagsOf(fan)).toEqual(['买过']);
  });

  it('counts for 一旦 by when it happened, whenever it arrives', async () => {
    await kit.publish('流程 "甲" { 当 关注 每人一次 一旦 支付 就离开 { 打标签 "走了" } 等待9天 }');
    const before = await kit.happen('早', 'follow');
    await kit.happen('小鱼', 'follow');
    await kit.goTo(at('2026-11-24 12:00'));
    const fan = await pay(at('2026-11-21 12:00'));
    await kit.happen('早', 'order.pay', { amount: 100, order: '2' }, at('2026-11-20 11:00'));
    await kit.settle();
    expect(await kit.enrolments(fan)).toMatchObject([{ state: 'left' }]);
    expect(await kit.tagsOf(fan)).toEqual(['走了']);
    expect(await kit.enrolments(before)).toMatchObject([{ state: 'active' }]);
  });

  it('a Y that happened in time but arrives late still triggers 一旦 Y', async () => {
    await kit.publish(
      '流程 "甲" { 当 领券后2小时内没有下单 每个优惠券一次 一旦 下单 就离开 { 打标签 "走了" } 打标签 "提醒" 等待9天 }',
    );
    const fan = await kit.happen('小鱼', 'coupon.claim', { coupon: '礼券' });
    await kit.goTo(at('2026-11-20 15:00'));
    expect(await kit.tagsOf(fan)).toEqual(['提醒']);
    await kit.happen('小鱼', 'order.create', { order: '1' }, at('2026-11-20 13:00'));
    await kit.settle();
    expect(await kit.enrolments(fan)).toMatchObject([{ state: 'left' }]);
    expect(await kit.tagsOf(fan)).toEqual(['提醒', '走了']);
  });

  it('matched before the first step: the fan is enrolled, leaves, the leave block runs, no step does', async () => {
    await kit.publish('流程 "甲" { 当 关注 每人一次 一旦 支付 就离开 { 打标签 "走了" } 打标签 "步" 发私信 "你好" }');
    await kit.happen('小鱼', 'follow', {}, at('2026-11-20 11:58'));
    const fan = await pay(at('2026-11-20 11:59'));
    await kit.settle();
    expect(await kit.tagsOf(fan)).toEqual(['走了']);
    expect(await kit.enrolments(fan)).toMatchObject([{ state: 'left' }]);
    expect(await kit.sent()).toEqual([]);
  });

  it('an event before the deadline that arrives after the timer changes nothing in 最多等', async () => {
    await kit.publish(
      '流程 "甲" { 当 关注 每人一次 最多等1天 直到 评论 等到了 { 打标签 "到" } 没等到 { 打标签 "没" } }',
    );
    await kit.happen('小鱼', 'follow');
    await kit.goTo(at('2026-11-21 13:00'));
    const fan = await kit.happen('小鱼', 'live.comment', { text: 'a' }, at('2026-11-21 11:00'));
    await kit.settle();
    expect(await kit.tagsOf(fan)).toEqual(['没']);
  });
});

describe('outage', () => {
  it('sends more than 24 h behind their time point are 错过, other actions run', async () => {
    await kit.publish(
      '流程 "甲" { 当 关注 每人一次 第1天 10:00 { 发私信 "一" 打标签 "一" } 第3天 10:00 { 发私信 "三" 打标签 "三" } }',
    );
    const fan = await kit.happen('小鱼', 'follow');
    await kit.settle();
    await kit.setClock(at('2026-11-23 20:00'));
    await kit.settle();
    expect((await kit.sent()).map(({ body }) => body)).toEqual(['三']);
    expect(await kit.tagsOf(fan)).toEqual(['一', '三']);
    const skipped = await kit.db
      .selectFrom('effect')
      .select(['status', 'reason'])
      .where('status', '=', 'skipped')
      .execute();
    expect(skipped).toEqual([{ status: 'skipped', reason: 'missed' }]);
  });
});

describe('目标', () => {
  const goals = async () => {
    const { rows } = await sql<{
      goal_at: Date | null;
    }>`select goal_at from enrolment order by goal_at nulls last, id`.execute(kit.db);
    return rows.map((row) => row.goal_at);
  };

  it('the first matching event within the window after e₀ counts once per enrolment, also after it has finished', async () => {
    await kit.publish('流程 "甲" { 当 关注 每人一次 目标 支付 2天内 打标签 "a" }');
    await kit.happen('小鱼', 'follow');
    await kit.happen('晚', 'follow');
    await kit.goTo(at('2026-11-21 12:00'));
    await pay();
    await kit.goTo(at('2026-11-22 11:00'));
    await kit.happen('小鱼', 'order.pay', { amount: 100, order: '2' });
    await kit.goTo(at('2026-11-22 13:00'));
    await kit.happen('晚', 'order.pay', { amount: 100, order: '3' });
    await kit.settle();
    expect(await goals()).toEqual([at('2026-11-21 12:00'), null]);
  });

  it('goes to the fan’s latest enrolment in that SOP', async () => {
    await kit.publish('流程 "甲" { 当 评论 可再次进入 目标 支付 9天内 打标签 "a" }');
    await kit.happen('小鱼', 'live.comment', { text: 'a' });
    await kit.goTo(at('2026-11-21 12:00'));
    await kit.happen('小鱼', 'live.comment', { text: 'b' });
    await kit.goTo(at('2026-11-21 13:00'));
    await pay();
    await kit.settle();
    expect(await goals()).toEqual([at('2026-11-21 13:00'), null]);
    const [first] = await kit.db.selectFrom('enrolment').select('goal_at').orderBy('id').execute();
    expect(first?.goal_at).toBeNull();
  });
});
