import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;

beforeAll(async () => {
  at = await createSopShop();
});

afterAll(() => at.app.close());

const list = () => `/v1/views?shop=${at.shop}&page=fans`;
const view = (name: string, shared: boolean) => ({
  shop_id: at.shop,
  page: 'fans',
  name,
  query: 'M=4-&sort=-spend',
  shared,
});

it('keeps views for oneself, shares them with the shop, and lets only their maker change them', async () => {
  const { body } = await at.operator('POST', '/v1/views', view('我的', false));
  await at.operator('POST', '/v1/views', view('大家的', true));
  expect(rowsOf((await at.operator('GET', list())).body)).toMatchObject([
    { name: '大家的', mine: true },
    { name: '我的', query: 'M=4-&sort=-spend' },
  ]);
  const [shared, ...more] = rowsOf((await at.staff('GET', list())).body);
  expect([shared?.name, shared?.mine, more]).toEqual(['大家的', false, []]);
  const changed = { name: '改了', query: '', shared: true };
  expect((await at.staff('PUT', `/v1/views/${String(shared?.id)}`, changed)).status).toBe(404);
  expect((await at.staff('DELETE', `/v1/views/${String(shared?.id)}`)).status).toBe(404);
  expect((await at.operator('PUT', `/v1/views/${String(body.id)}`, changed)).status).toBe(204);
  expect(rowsOf((await at.staff('GET', list())).body)).toHaveLength(2);
  expect((await at.operator('DELETE', `/v1/views/${String(body.id)}`)).status).toBe(204);
  expect((await at.stranger('GET', list())).status).toBe(404);
  expect((await at.stranger('POST', '/v1/views', view('x', true))).status).toBe(404);
});

it('keeps the columns of each person', async () => {
  expect((await at.operator('GET', '/v1/layouts/fans')).body).toEqual({ layout: null });
  const layout = { shown: ['phone', 'spend'], dense: true };
  expect((await at.operator('PUT', '/v1/layouts/fans', layout)).status).toBe(204);
  expect((await at.operator('PUT', '/v1/layouts/fans', { ...layout, dense: false })).status).toBe(204);
  expect((await at.operator('GET', '/v1/layouts/fans')).body).toEqual({ layout: { ...layout, dense: false } });
  expect((await at.staff('GET', '/v1/layouts/fans')).body).toEqual({ layout: null });
});
