import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settleTaste } from '@fanloom/server/taste-job/settle-taste.sql.js';
import { at, EngineKit } from '@fanloom/workflows/testing/engine-kit.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 12:00'));
});
afterEach(() => kit.dispose());

/** The product stands still, then goes on at this moment. */
async function leapTo(local: string): Promise<void> {
  await kit.setClock(at(local));
  await kit.settle();
}

/** A fan who has done nothing yet that any SOP here looks at. */
async function fan(nick: string): Promise<string> {
  const id = await kit.happen(nick, 'live.enter');
  await kit.settle();
  return id;
}

const pay = (nick: string, order: string, amount = 10_000, when?: Date) =>
  kit.happen(nick, 'order.pay', { amount, order }, when);

const stays = async (id: string) => (await kit.enrolments(id)).length;

describe('当 condition', () => {
  it('enters when the condition turns from false to true, by events', async () => {
    await kit.publish('流程 "甲" { 当 本月 支付 合计 金额 >= 200元 可再次进入 打标签 "大户" }');
    const id = await fan('小鱼');
    await pay('小鱼', '1');
    await kit.settle();
    expect(await stays(id)).toBe(0);
    await pay('小鱼', '2');
    await kit.settle();
    expect(await stays(id)).toBe(1);
    await pay('小鱼', '3');
    await kit.settle();
    expect(await stays(id)).toBe(1);
  });

  it('does not let in those for whom it is true at publication', async () => {
    const id = await fan('老客');
    await pay('老客', '1');
    await kit.settle();
    await kit.publish('流程 "甲" { 当 购买次数 >= 1 可再次进入 打标签 "a" }');
    await pay('老客', '2');
    await kit.goTo(at('2026-11-22 12:00'));
    expect(await stays(id)).toBe(0);
  });

  it('enters again when it turns true again', async () => {
    await kit.publish('流程 "甲" { 当 有标签 "x" 可再次进入 打标签 "a" }');
    await kit.publish(
      '流程 "乙" { 当 评论(内容 含 "加") 可再次进入 打标签 "x" } 流程 "丙" { 当 评论(内容 含 "去") 可再次进入 去标签 "x" }',
    );
    const id = await fan('小鱼');
    for (const [minute, text] of ['加', '加', '去', '加'].entries()) {
      await kit.goTo(new Date(at('2026-11-20 12:10').getTime() + minute * 60_000));
      await kit.happen('小鱼', 'live.comment', { text });
      await kit.settle();
    }
    const entered = (await kit.enrolments(id)).filter(({ sop }) => sop === '甲');
    expect(entered).toHaveLength(2);
  });

  it('turns by a field that another SOP sets, and by time alone: windows in days move at midnight', async () => {
    await kit.publish(
      '流程 "甲" { 当 粉丝等级 >= 5 每人一次 打标签 "五级" } 流程 "乙" { 当 评论 每人一次 设 粉丝等级 = 5 }',
    );
    await kit.publish('流程 "丙" { 当 曾经 支付 且 2天内 没有 支付 每人一次 打标签 "静了" }');
    const id = await kit.happen('小鱼', 'live.comment', { text: 'a' });
    await pay('小鱼', '1');
    await kit.settle();
    expect(await kit.tagsOf(id)).toEqual(['五级']);
    await kit.goTo(at('2026-11-22 23:59'));
    expect(await kit.tagsOf(id)).toEqual(['五级']);
    await kit.goTo(at('2026-11-23 00:00'));
    expect(await kit.tagsOf(id)).toEqual(['五级', '静了']);
  });

  it('turns by time within minutes where the window is shorter than a day', async () => {
    await kit.publish('流程 "甲" { 当 曾经 评论 且 30分钟内 没有 评论 每人一次 打标签 "冷了" }');
    const id = await kit.happen('小鱼', 'live.comment', { text: 'a' });
    await kit.goTo(at('2026-11-20 12:30'));
    expect(await kit.tagsOf(id)).toEqual([]);
    await kit.goTo(at('2026-11-20 12:40'));
    expect(await kit.tagsOf(id)).toEqual(['冷了']);
  });

  it('stands beside events: the other arm of 或', async () => {
    await kit.publish('流程 "甲" { 当 购买次数 >= 2 或 打赏上榜(名次 <= 3) 可再次进入 打标签 "VIP" }');
    const rich = await fan('豪');
    await kit.happen('豪', 'live.rank', { rank: 1 });
    const buyer = await pay('买', '1');
    await kit.settle();
    expect([await stays(rich), await stays(buyer)]).toEqual([1, 0]);
    await pay('买', '2');
    await kit.settle();
    expect(await stays(buyer)).toBe(1);
  });

  it('is turned by old facts, too, which let nobody in', async () => {
    await kit.publish('流程 "甲" { 当 购买次数 >= 1 可再次进入 打标签 "a" }');
    const id = await pay('小鱼', '1', 100, at('2026-11-10 10:00'));
    await kit.settle();
    await pay('小鱼', '2');
    await kit.settle();
    expect(await stays(id)).toBe(0);
  });
});

describe('进入分群 / 离开分群', () => {
  it('is an event: coming in and going out, with a guard', async () => {
    await kit.publish(
      `分群 "常客" 当 购买次数 >= 2 且 没有标签 "黑名单"
       流程 "进" { 当 进入分群 "常客" 且 没有标签 "员工" 可再次进入 打标签 "进来" }
       流程 "出" { 当 离开分群 "常客" 可再次进入 打标签 "出去" }
       流程 "拉黑" { 当 退货 可再次进入 打标签 "黑名单" }`,
    );
    const id = await pay('小鱼', '1');
    await kit.settle();
    expect(await kit.tagsOf(id)).toEqual([]);
    await pay('小鱼', '2');
    await kit.settle();
    expect(await kit.tagsOf(id)).toEqual(['进来']);
    await kit.happen('小鱼', 'order.return', { order: '2' });
    await kit.settle();
    expect(await kit.tagsOf(id)).toEqual(['出去', '进来', '黑名单']);
  });
});

describe('当 每逢', () => {
  const born = (id: string, day: string) =>
    sql`update fan set birthday = ${day}::date where id = ${id}`.execute(kit.db);

  it('comes every year on the day and month; 29 February on the 28th in other years', async () => {
    await kit.publish('流程 "生日" { 当 每逢 生日 10:00 可再次进入 打标签 "祝过" }');
    const [leap, plain, none] = [await fan('闰'), await fan('平'), await fan('无')];
    await born(leap, '2000-02-29');
    await born(plain, '1999-03-01');
    await leapTo('2027-02-28 09:59');
    expect([await stays(leap), await stays(plain)]).toEqual([0, 0]);
    await kit.goTo(at('2027-02-28 10:00'));
    expect([await stays(leap), await stays(plain)]).toEqual([1, 0]);
    await kit.goTo(at('2027-03-01 10:00'));
    expect([await stays(leap), await stays(plain), await stays(none)]).toEqual([1, 1, 0]);
    await leapTo('2028-02-28 09:59');
    await kit.goTo(at('2028-02-28 23:00'));
    expect(await stays(leap)).toBe(1);
    await kit.goTo(at('2028-02-29 10:00'));
    expect(await stays(leap)).toBe(2);
  });

  it('comes once for a full date, so many days before it; changing the field plans anew', async () => {
    await kit.publish('流程 "复购" { 当 每逢 预计复购日 3天前 10:00 可再次进入 打标签 "提醒过" }');
    const id = await fan('小鱼');
    const due = (day: string) =>
      sql`update fan_shop set refill_due = ${day}::date where fan_id = ${id}`.execute(kit.db);
    await due('2026-11-25');
    await kit.goTo(at('2026-11-21 12:00'));
    await due('2026-11-27');
    await kit.goTo(at('2026-11-23 12:00'));
    expect(await stays(id)).toBe(0);
    await kit.goTo(at('2026-11-24 10:00'));
    expect(await stays(id)).toBe(1);
    await kit.goTo(at('2026-12-24 10:00'));
    expect(await stays(id)).toBe(1);
  });

  it('comes so many days before a fan has used up what they bought, and each purchase moves it', async () => {
    await kit.publish('流程 "复购" { 当 每逢 预计复购日 3天前 10:00 可再次进入 打标签 "提醒过" }');
    await kit.db.insertInto('product_cycle').values({ shop_id: kit.shop.id, product: '面霜', set_days: 10 }).execute();
    const buy = async (order: string, on: string) => {
      const [id = ''] = await kit.happenTo(['小鱼'], 'order.pay', { amount: 100, order, product: ['面霜'] }, at(on));
      await settleTaste(kit.db);
      return id;
    };
    const id = await buy('a', '2026-11-20 09:00');
    await kit.goTo(at('2026-11-25 12:00'));
    await buy('b', '2026-11-25 11:00');
    await kit.goTo(at('2026-12-02 09:59'));
    expect(await stays(id)).toBe(0);
    await kit.goTo(at('2026-12-02 10:00'));
    expect(await stays(id)).toBe(1);
  });

  it('takes one of the shop’s own fields: a date, or a day of any year', async () => {
    await kit.publish('流程 "纪念" { 当 每逢 字段 "纪念日" 10:00 且 没有标签 "不扰" 可再次进入 打标签 "x" }');
    const [once, yearly] = [await fan('一次'), await fan('年年')];
    const set = (id: string, value: string) =>
      kit.db
        .updateTable('fan')
        .set({ custom: JSON.stringify({ 纪念日: value }) })
        .where('id', '=', id)
        .execute();
    await set(once, '2026-11-22');
    await set(yearly, '11-23');
    await kit.goTo(at('2026-11-24 10:00'));
    await leapTo('2027-11-22 10:00');
    await kit.goTo(at('2027-11-23 10:00'));
    expect([await stays(once), await stays(yearly)]).toEqual([1, 2]);
  });
});

describe('a tick missed by an outage', () => {
  it('is made up once, if it is less than 24 h late', async () => {
    await kit.publish('流程 "甲" { 当 每天 10:00 可再次进入 打标签 "a" }');
    const id = await fan('小鱼');
    await leapTo('2026-11-24 09:00');
    expect(await stays(id)).toBe(1);
    const { happened_at } = await kit.db.selectFrom('enrolment').select('happened_at').executeTakeFirstOrThrow();
    expect(happened_at).toEqual(at('2026-11-23 10:00'));
    await kit.goTo(at('2026-11-24 10:00'));
    expect(await stays(id)).toBe(2);
  });

  it('is left out when it is older', async () => {
    await kit.publish('流程 "甲" { 当 每周一 10:00 可再次进入 打标签 "a" }');
    const id = await fan('小鱼');
    await leapTo('2026-11-24 10:01');
    expect(await stays(id)).toBe(0);
    await kit.goTo(at('2026-11-30 10:00'));
    expect(await stays(id)).toBe(1);
  });
});
