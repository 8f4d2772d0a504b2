import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rulesSchema } from '../access/rules.js';
import type { Call } from '../http/testing/test-app.js';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;
let segment: string;

beforeAll(async () => {
  at = await createSopShop();
  const { db } = at.app;
  for (const [nick, spend] of [
    ['大客', 90_000],
    ['小客', 100],
    ['新客', 0],
  ] as const) {
    const id = await at.addFan(nick, at.staffId);
    await db
      .updateTable('fan_shop')
      .set({ spend, orders: spend > 0 ? 1 : 0 })
      .where('fan_id', '=', id)
      .execute();
    await db
      .updateTable('fan')
      .set({
        custom: JSON.stringify({ 灯牌等级: spend > 0 ? 3 : 1 }),
        ...(spend > 0 && { phone_encrypted: Buffer.from('x') }),
      })
      .where('id', '=', id)
      .execute();
    if (spend > 100) await follow(id);
  }
  await at.operator('POST', '/v1/fields', { shop_id: at.shop, name: '灯牌等级', type: 'number' });
  const { body } = await at.operator('POST', '/v1/segments', { shop_id: at.shop, name: '买过', text: '购买次数 >= 1' });
  segment = String(body.id);
});

afterAll(() => at.app.close());

async function follow(fan_id: string) {
  const happened_at = new Date(Date.now() - 3_600_000);
  const own = { shop_id: at.shop, fan_id };
  await at.app.db
    .insertInto('event')
    .values({ ...own, type: 'follow', happened_at, arrived_at: happened_at, source: 'test' })
    .execute();
  const day = happened_at.toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
  await at.app.db
    .insertInto('fan_day')
    .values({ ...own, type: 'follow', day, n: 1 })
    .execute();
}

/** A person of a role that withholds fields of fans, or has no right to their events. */
async function person(login: string, hidden: string[], events: boolean): Promise<Call> {
  const { db } = at.app;
  const plain = { actions: ['read'], rows: 'shop' };
  const rules = rulesSchema.parse([
    { ...plain, subject: 'fan', hidden },
    ...['tag', 'segment', 'shop', ...(events ? ['event'] : [])].map((subject) => ({ ...plain, subject })),
  ]);
  const { id: role_id } = await db
    .insertInto('role')
    .values({ key: login, name_zh: login, name_en: login, rules: JSON.stringify(rules) })
    .returning('id')
    .executeTakeFirstOrThrow();
  const staff_id = await at.app.addStaff(login, 'it', null);
  await db.deleteFrom('staff_role').where('staff_id', '=', staff_id).execute();
  await db.insertInto('staff_role').values({ staff_id, role_id, shop_id: at.shop }).execute();
  return at.app.logIn(login);
}

const ask = (call: Call, filter: Record<string, string>) =>
  call('GET', `/v1/fans?${new URLSearchParams({ shop: at.shop, ...filter }).toString()}`);
const found = async (call: Call, filter: Record<string, string>) => {
  const { body } = await ask(call, filter);
  return rowsOf(body)
    .map(({ nick }) => nick)
    .sort();
};

describe('a filter by condition', () => {
  it.each([
    ['购买次数 >= 1 且 M >= 3', ['大客']],
    ['M <= 1', ['小客', '新客']],
    ['字段 "灯牌等级" = 3', ['大客', '小客']],
    ['7天内 关注', ['大客']],
    ['没有 手机号', ['新客']],
    ['属于分群 "买过"', ['大客', '小客']],
  ])('finds those for whom %s', async (where, names) => {
    expect(await found(at.operator, { where })).toEqual(names);
  });

  it('takes a segment and counts', async () => {
    expect(await found(at.operator, { segment, where: '从未支付 且 购买金额 > 1元' })).toEqual(['大客']);
    expect((await ask(at.operator, { segment })).body.count).toEqual({ value: 2, exact: true });
  });

  it('says what is wrong with the text, and where', async () => {
    const { status, body } = await ask(at.operator, { where: '购买次数 >= 多' });
    expect([status, body.code]).toEqual([422, 'SEGMENT422']);
  });

  it('answers nothing about what the person does not see', async () => {
    const noSpend = await person('no-spend', ['spend', 'custom.灯牌等级'], false);
    for (const where of ['购买金额 > 1元', 'M >= 2', '价值层级 = "重要价值"', '字段 "灯牌等级" = 3', '7天内 关注']) {
      expect([where, (await ask(noSpend, { where })).status]).toEqual([where, 400]);
    }
    expect(await found(noSpend, { where: '购买次数 >= 1 且 有 手机号' })).toEqual(['大客', '小客']);
    const [fan] = rowsOf((await ask(noSpend, {})).body);
    expect(fan).toMatchObject({ scores: { M: null, value_tier: null, F: expect.any(Number) as number } });
    const noPhone = await person('no-phone', ['phone'], true);
    expect((await ask(noPhone, { where: '有 手机号' })).status).toBe(400);
    expect(await found(noPhone, { where: '7天内 关注' })).toEqual(['大客']);
  });

  it('keeps to the segments of the shop, and of those who may read them', async () => {
    expect((await ask(at.staff, { segment })).status).toBe(404);
    expect((await ask(at.stranger, { segment })).status).toBe(404);
    expect(await found(at.staff, { where: '购买次数 >= 1' })).toEqual(['大客', '小客']);
  });
});
