import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;

beforeAll(async () => {
  at = await createSopShop();
});

afterAll(() => at.app.close());

it('adds tags once and lists them for everyone of the shop', async () => {
  const body = { shop_id: at.shop, name: ' 高潜 ', dimension: 'value' };
  const added = await at.operator('POST', '/v1/tags', body);
  expect([added.status, added.body.name]).toEqual([201, '高潜']);
  expect((await at.operator('POST', '/v1/tags', body)).body.code).toBe('TAG409');
  for (const call of [at.operator, at.manager, at.staff, at.analyst]) {
    expect((await call('GET', `/v1/tags?shop=${at.shop}`)).body.items).toMatchObject([
      { name: '高潜', dimension: 'value' },
    ]);
  }
});

it.each(['', '   ', '带"引号', '零\u200b宽', 'x'.repeat(65)])('refuses the name %j', async (name) => {
  expect((await at.operator('POST', '/v1/tags', { shop_id: at.shop, name })).status).toBe(400);
});

it('is for those with the right, in their shops', async () => {
  const body = { shop_id: at.shop, name: '别家的' };
  expect((await at.stranger('POST', '/v1/tags', body)).status).toBe(404);
  expect((await at.staff('POST', '/v1/tags', body)).status).toBe(403);
  expect((await at.stranger('GET', `/v1/tags?shop=${at.shop}`)).status).toBe(404);
  expect((await at.it('GET', `/v1/tags?shop=${at.shop}`)).status).toBe(403);
});
