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

const add = (name: string, call = at.operator) =>
  call('POST', '/v1/fields', { shop_id: at.shop, name, type: 'number' });
const remove = (name: string) => at.operator('DELETE', `/v1/fields?shop=${at.shop}&name=${encodeURIComponent(name)}`);

it("lists the shop's own fields with how many fans have them, and removes what nothing names", async () => {
  expect((await add('灯牌等级')).status).toBe(204);
  expect((await add('灯牌等级')).body.code).toBe('FIELD409');
  expect((await add('x', at.staff)).status).toBe(403);
  expect((await add('x', at.stranger)).status).toBe(404);
  expect(rowsOf((await at.staff('GET', `/v1/fields?shop=${at.shop}`)).body)).toEqual([
    { name: '灯牌等级', type: 'number', choices: [], fans: 1 },
  ]);
  expect(rowsOf((await at.analyst('GET', `/v1/fields?shop=${at.shop}`)).body)).toMatchObject([{ fans: 0 }]);
  await at.operator('POST', '/v1/segments', { shop_id: at.shop, name: '灯牌', text: '字段 "灯牌等级" >= 3' });
  expect((await remove('灯牌等级')).body.code).toBe('FIELD423');
  await add('没人用');
  expect((await remove('没人用')).status).toBe(204);
  expect((await remove('没人用')).status).toBe(404);
});
