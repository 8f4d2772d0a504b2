import { afterAll, beforeAll, expect, it } from 'vitest';
import { rulesSchema } from '../access/rules.js';
import type { Call } from '../http/testing/test-app.js';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;

beforeAll(async () => {
  at = await createSopShop();
  await at.operator('POST', '/v1/fields', { shop_id: at.shop, subject: 'order', name: '带货主播', type: 'text' });
  await at.operator('POST', '/v1/fields', { shop_id: at.shop, subject: 'order', name: '运费', type: 'money' });
  await addOrder('大客', 'A1', { 带货主播: '小美', 运费: 1_200 });
  await addOrder('小客', 'A2', { 带货主播: '阿强', 运费: 300 });
  // What the payment itself says counts before what the order says.
  await addOrder('新客', 'A3', { 带货主播: '小美' }, { 带货主播: '阿强' });
});

afterAll(() => at.app.close());

async function addOrder(nick: string, number: string, custom: object, said: object = {}): Promise<void> {
  const { db } = at.app;
  const fan_id = await at.addFan(nick, at.staffId);
  const own = { shop_id: at.shop, fan_id };
  const now = new Date();
  await db
    .insertInto('shop_order')
    .values({ ...own, platform: 'taobao', number, status: 'paid', status_at: now, custom: JSON.stringify(custom) })
    .execute();
  const paid = { type: 'order.pay', happened_at: now, arrived_at: now, source: 'test' };
  await db
    .insertInto('event')
    .values({ ...own, ...paid, properties: JSON.stringify({ order: number, amount: 5_000, ...said }) })
    .execute();
}

const ask = (where: string, call: Call = at.operator) =>
  call('GET', `/v1/fans?${new URLSearchParams({ shop: at.shop, where }).toString()}`);

async function found(where: string): Promise<unknown[]> {
  const { body } = await ask(where);
  return rowsOf(body)
    .map(({ nick }) => nick)
    .sort();
}

it('is looked at in every condition on the events of orders', async () => {
  expect(await found('30天内 支付(字段 "带货主播" = "小美")')).toEqual(['大客']);
  expect(await found('30天内 支付(字段 "带货主播" 含 "强")')).toEqual(['小客', '新客'].sort());
  expect(await found('30天内 支付(有 字段 "运费") 至少1次')).toEqual(['大客', '小客'].sort());
  expect(await found('上次支付.字段 "带货主播" = "阿强"')).toEqual(['小客', '新客'].sort());
  expect(await found('30天内支付合计字段 "运费"超过10元')).toEqual(['大客']);
});

it('is looked at in a simulation over the past', async () => {
  const text = '流程 "主播粉" { 当 支付(字段 "带货主播" = "小美") 每人一次 等待1天 }';
  const day = new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
  const { text: lines } = await at.operator('POST', '/v1/sops/simulate', {
    shop_id: at.shop,
    text,
    from: day,
    to: day,
  });
  expect(JSON.parse(lines.trim().split('\n').at(-1) ?? '')).toMatchObject({ result: { fans: 3, entered_fans: 1 } });
});

it('is that of the shop: an order of the same number elsewhere says nothing', async () => {
  const { id: shop_id } = await at.app.db
    .insertInto('shop')
    .values({ name: '别家' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const elsewhere = { shop_id, platform: 'taobao', number: 'A2', status: 'paid', status_at: new Date() };
  await at.app.db
    .insertInto('shop_order')
    .values({ ...elsewhere, custom: JSON.stringify({ 带货主播: '小美' }) })
    .execute();
  expect(await found('30天内 支付(字段 "带货主播" = "小美")')).toEqual(['大客']);
});

/** A person of a role that withholds fields of orders, or has no right to orders. */
async function person(login: string, orders: 'all' | 'none' | { hidden: string[] }): Promise<Call> {
  const { db } = at.app;
  const plain = { actions: ['read'], rows: 'shop' };
  const hidden = typeof orders === 'object' ? orders.hidden : [];
  const rules = rulesSchema.parse([
    ...['fan', 'tag', 'segment', 'shop', 'event'].map((subject) => ({ ...plain, subject })),
    ...(orders === 'none' ? [] : [{ ...plain, subject: 'order', hidden }]),
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

it('is asked about only by whoever sees it', async () => {
  const host = '30天内 支付(字段 "带货主播" = "小美")';
  const freight = '30天内支付合计字段 "运费"超过10元';
  const all = await person('all', 'all');
  const some = await person('some', { hidden: ['custom.带货主播'] });
  const none = await person('none', 'none');
  const statuses = async (call: Call) => [
    (await ask(host, call)).status,
    (await ask(`不满足(${host})`, call)).status,
    (await ask(freight, call)).status,
    (await ask('30天内 支付(金额 >= 1元)', call)).status,
  ];
  expect(await statuses(all)).toEqual([200, 200, 200, 200]);
  expect(await statuses(some)).toEqual([400, 400, 200, 200]);
  expect(await statuses(none)).toEqual([400, 400, 400, 200]);
});

it('is not told by events to whoever does not see it', async () => {
  const some = await person('others', { hidden: ['custom.带货主播'] });
  const { id } = await at.app.db.selectFrom('fan').select('id').where('nick', '=', '新客').executeTakeFirstOrThrow();
  const timeline = async (call: Call) => (await call('GET', `/v1/fans/${id}/timeline?shop=${at.shop}`)).text;
  expect(await timeline(at.operator)).toContain('"带货主播":"阿强"');
  const shown = await timeline(some);
  expect(shown).toContain('"order":"A3"');
  expect(shown).not.toContain('带货主播');
});
