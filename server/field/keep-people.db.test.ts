import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;
let fan: string;
let lin: string;

beforeAll(async () => {
  at = await createSopShop();
  const field = (shop_id: string, name: string, type: string, subject: string) => ({ shop_id, name, type, subject });
  const fields = [
    field(at.shop, '顾问', 'person', 'fan'),
    field(at.shop, '备注', 'text', 'fan'),
    field(at.shop, '带货主播', 'person', 'order'),
    field(at.foreignShop, '顾问', 'person', 'fan'),
  ];
  await at.app.db.insertInto('custom_field').values(fields).execute();
  lin = await hire('lin1', '小林');
  fan = await at.addFan('小鱼', at.staffId);
});
afterAll(() => at.app.close());

async function hire(login: string, name: string): Promise<string> {
  const roles = [{ role: 'staff', shop_id: at.shop }];
  const person = { login, name, password: 'correct horse 42', language: 'zh', team_id: null, roles };
  const { status, body } = await at.it('POST', '/v1/staff', person);
  expect([status, body]).toMatchObject([201, {}]);
  return String(body.id);
}

const rename = async (id: string, name: string) =>
  expect((await at.it('PATCH', `/v1/staff/${id}`, { name })).status).toBe(204);

async function customOf(id: string): Promise<unknown> {
  return (await at.app.db.selectFrom('fan').select('custom').where('id', '=', id).executeTakeFirstOrThrow()).custom;
}

async function ofOrders(): Promise<unknown[]> {
  const rows = await at.app.db.selectFrom('shop_order').select('custom').orderBy('number').execute();
  return rows.map(({ custom }) => custom);
}

it('calls a person in fields what they are called now, and leaves texts, other people and other shops alone', async () => {
  const stranger = crypto.randomUUID();
  const ofStranger = { id: stranger, root_id: stranger, custom: JSON.stringify({ 顾问: '小林' }) };
  await at.app.db.insertInto('fan').values(ofStranger).execute();
  await at.app.db.insertInto('fan_shop').values({ shop_id: at.foreignShop, fan_id: stranger }).execute();
  const merged = { root_id: fan, custom: JSON.stringify({ 顾问: '小林' }) };
  const { id: part } = await at.app.db.insertInto('fan').values(merged).returning('id').executeTakeFirstOrThrow();
  const custom = JSON.stringify({ 顾问: '小林', 备注: '小林' });
  await at.app.db.updateTable('fan').set({ custom }).where('id', '=', fan).execute();
  const order = { platform: 'manual', shop_id: at.shop, status: 'paid', status_at: new Date(), fan_id: fan };
  const orders = ['小林', 'operator'].map((host, i) => ({
    ...order,
    number: `N${String(i)}`,
    custom: JSON.stringify({ 带货主播: host, 顾问: '小林' }),
  }));
  await at.app.db.insertInto('shop_order').values(orders).execute();

  await rename(lin, '林琳');
  expect(await customOf(fan)).toEqual({ 顾问: '林琳', 备注: '小林' });
  expect(await customOf(part)).toEqual({ 顾问: '林琳' });
  expect(await customOf(stranger)).toEqual({ 顾问: '小林' });
  expect(await ofOrders()).toEqual([
    { 带货主播: '林琳', 顾问: '小林' },
    { 带货主播: 'operator', 顾问: '小林' },
  ]);
});

it('tells two of one name apart from when the second comes, and no longer when one is called otherwise', async () => {
  const second = await hire('lin2', '林琳');
  expect(await customOf(fan)).toMatchObject({ 顾问: '林琳（lin1）' });
  await rename(second, '小林');
  expect(await customOf(fan)).toMatchObject({ 顾问: '林琳' });
  await rename(lin, '小林');
  expect(await customOf(fan)).toMatchObject({ 顾问: '小林（lin1）' });
});

it('has rule tags and SOPs look at the fans again, once', async () => {
  await at.operator('POST', '/v1/definitions', { shop_id: at.shop, text: '标签 "阿林的" 当 字段 "顾问" = "阿林"' });
  await at.app.db.deleteFrom('fact_outbox').execute();
  await rename(lin, '阿林');
  const told = await at.app.db.selectFrom('fact_outbox').select(['kind', 'shop_id', 'ids']).execute();
  expect(told).toEqual([{ kind: 'field', shop_id: at.shop, ids: [fan] }]);
});
