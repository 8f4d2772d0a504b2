import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;

beforeAll(async () => {
  at = await createSopShop();
  const fan = await at.addFan('小鱼', at.staffId);
  await at.app.db
    .updateTable('fan')
    .set({ custom: JSON.stringify({ 灯牌等级: 3 }) })
    .where('id', '=', fan)
    .execute();
});

afterAll(() => at.app.close());

const add = (name: string, call = at.operator, more: object = {}) =>
  call('POST', '/v1/fields', { shop_id: at.shop, name, type: 'number', ...more });
const pathOf = (name: string, subject = 'fan') =>
  `/v1/fields?shop=${at.shop}&subject=${subject}&name=${encodeURIComponent(name)}`;
const remove = (name: string, subject?: string) => at.operator('DELETE', pathOf(name, subject));
const change = (name: string, form: object) => at.operator('PUT', pathOf(name), form);
const list = async (call = at.operator) => rowsOf((await call('GET', `/v1/fields?shop=${at.shop}`)).body);

it("lists the shop's own fields with how many fans have them and who names them, and removes what nothing names", async () => {
  expect((await add('灯牌等级')).status).toBe(204);
  expect((await add('灯牌等级')).body.code).toBe('FIELD409');
  expect((await add('带*的')).status).toBe(400);
  expect((await add('x', at.staff)).status).toBe(403);
  expect((await add('x', at.stranger)).status).toBe(404);
  expect(await list(at.staff)).toEqual([
    { subject: 'fan', name: '灯牌等级', type: 'number', choices: [], filled: 1, used_by: [] },
  ]);
  expect(await list(at.analyst)).toMatchObject([{ filled: 0 }]);
  await at.operator('POST', '/v1/segments', { shop_id: at.shop, name: '灯牌', text: '字段 "灯牌等级" >= 3' });
  expect((await remove('灯牌等级')).body.code).toBe('FIELD423');
  expect(await list()).toMatchObject([{ used_by: [{ kind: 'segment', name: '灯牌' }] }]);
  await add('没人用');
  expect((await remove('没人用')).status).toBe(204);
  expect((await remove('没人用')).status).toBe(404);
});

it('keeps fields of orders apart from those of fans: texts name them in the events of orders', async () => {
  expect((await add('灯牌等级', at.operator, { subject: 'order', type: 'text' })).status).toBe(204);
  const segment = { shop_id: at.shop, name: '带货', text: '30天内 支付(字段 "灯牌等级" = "高")' };
  expect((await at.operator('POST', '/v1/segments', segment)).status).toBe(201);
  expect(
    (await list()).map(({ subject, used_by }) => [subject, rowsOf({ items: used_by }).map(({ name }) => name)]),
  ).toEqual([
    ['fan', ['灯牌']],
    ['order', ['带货']],
  ]);
  expect((await remove('灯牌等级', 'order')).body.code).toBe('FIELD423');
});

it('lets the name and the type change only while nothing depends on them', async () => {
  await add('心情', at.operator, { type: 'text' });
  expect((await change('心情', { name: '肤质', type: 'choice', choices: ['干皮', '油皮', '干皮'] })).status).toBe(204);
  expect((await list()).find(({ name }) => name === '肤质')).toMatchObject({
    type: 'choice',
    choices: ['干皮', '油皮'],
  });
  expect((await change('肤质', { name: '灯牌等级', type: 'choice' })).body.code).toBe('FIELD409');
  expect((await change('灯牌等级', { name: '灯牌等级', type: 'text' })).body.code).toBe('FIELD423');
  await at.app.db.deleteFrom('segment').where('name', '=', '灯牌').execute();
  expect((await change('灯牌等级', { name: '灯牌等级', type: 'text' })).body.code).toBe('FIELD424');
  expect((await change('心情', { name: '心情', type: 'text' })).status).toBe(404);
});
