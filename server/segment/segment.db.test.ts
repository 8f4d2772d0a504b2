import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;

beforeAll(async () => {
  at = await createSopShop();
});

afterAll(() => at.app.close());

const add = (name: string, text: string) => at.operator('POST', '/v1/segments', { shop_id: at.shop, name, text });

it('keeps a condition as written and compiled, for SOPs to name', async () => {
  expect((await add('常客', '购买次数 >= 3 且 M >= 4')).status).toBe(201);
  const { condition } = await at.app.db.selectFrom('segment').select('condition').executeTakeFirstOrThrow();
  expect(condition).toMatchObject({ kind: 'all', of: [{ kind: 'compare' }, { kind: 'compare' }] });
  expect((await at.analyst('GET', `/v1/segments?shop=${at.shop}`)).body.items).toMatchObject([
    { name: '常客', text: '购买次数 >= 3 且 M >= 4' },
  ]);
  const text = '流程 "给常客" { 当 关注 且 属于分群 "常客" 每人一次 打标签 "来了" }';
  const { body } = await at.operator('POST', '/v1/sops/check', { shop_id: at.shop, text });
  expect(body.problems).toEqual([]);
  expect((await add('常客', '购买次数 >= 1')).body.code).toBe('SEGMENT409');
});

it('takes English words, too', async () => {
  expect((await add('buyers', 'orders >= 3')).status).toBe(201);
});

it('says what is wrong with a condition, and where in it', async () => {
  const { status, body } = await add('错的', '购买次数 >= 3 且 有标签 "没有的"');
  expect([status, body.code]).toEqual([422, 'SEGMENT422']);
  expect(body.problems).toMatchObject([{ code: 'SOP201', line: 1, range: { from: 16, to: 21 } }]);
});

it.each([
  '支付',
  '购买次数 >= 3 分群 "x" 当 购买次数 >= 1',
  '购买次数 >= 3 流程 "x" { 当 关注 每人一次 结束 }',
  ')',
  '#',
])('refuses %j, which is no condition on its own', async (text) => {
  expect((await add('混进来', text)).body.code).toBe('SEGMENT422');
});

it('is for those with the right, in their shops', async () => {
  const body = { shop_id: at.shop, name: '别家的', text: '购买次数 >= 1' };
  expect((await at.stranger('POST', '/v1/segments', body)).status).toBe(404);
  expect((await at.manager('POST', '/v1/segments', body)).status).toBe(403);
  expect((await at.stranger('GET', `/v1/segments?shop=${at.shop}`)).status).toBe(404);
  expect((await at.staff('GET', `/v1/segments?shop=${at.shop}`)).status).toBe(403);
});
