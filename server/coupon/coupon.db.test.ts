import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;

beforeAll(async () => {
  at = await createSopShop();
  await at.createLive('新粉');
});

afterAll(() => at.app.close());

it('lists the coupons that published texts define', async () => {
  const { body } = await at.operator('GET', `/v1/coupons?shop=${at.shop}`);
  expect(body.items).toMatchObject([
    { name: '新粉券', off_fen: 1000, off_percent: null, over_fen: 0, valid_seconds: 604_800, stock: null, issued: 0 },
  ]);
});

it('is for those with the right, in their shops', async () => {
  expect((await at.stranger('GET', `/v1/coupons?shop=${at.shop}`)).status).toBe(404);
  expect((await at.staff('GET', `/v1/coupons?shop=${at.shop}`)).status).toBe(403);
});
