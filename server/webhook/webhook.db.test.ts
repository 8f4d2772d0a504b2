import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';
import { openTargetSecret } from './webhook-secret.js';

let at: SopShop;
beforeAll(async () => {
  at = await createSopShop();
});
afterAll(() => at.app.close());

// A literal address needs no name resolution.
const url = 'https://93.184.216.34/erp';
const put = (more: object = {}, call = at.it) =>
  call('PUT', '/v1/webhook-targets', { shop_id: at.shop, name: 'ERP', url, fields: ['orders'], ...more });
const shown = async (call = at.it) => rowsOf((await call('GET', `/v1/webhook-targets?shop=${at.shop}`)).body);

async function secret(): Promise<string> {
  const row = await at.app.db.selectFrom('webhook_target').selectAll().executeTakeFirstOrThrow();
  return openTargetSecret(at.app.deps.secrets.masterKeys, row, row.secret_encrypted).toString();
}

it('shows the secret once, and keeps it sealed until a new one is asked for', async () => {
  const first = await put();
  expect(first.status, JSON.stringify(first.body)).toBe(200);
  expect(await secret()).toBe(first.body.secret);
  expect(await shown()).toEqual([{ name: 'ERP', url, fields: ['orders'] }]);
  expect((await put({ fields: ['orders', 'custom.灯牌等级', 'orders'] })).body.secret).toBeNull();
  expect(await shown()).toMatchObject([{ fields: ['orders', 'custom.灯牌等级'] }]);
  expect(await secret()).toBe(first.body.secret);
  const renewed = await put({ renew_secret: true });
  expect(renewed.body.secret).not.toBe(first.body.secret);
  expect(await secret()).toBe(renewed.body.secret);
});

it('goes to no address inside the company, and takes no field that does not exist', async () => {
  expect((await put({ url: 'http://127.0.0.1:9/' })).body).toMatchObject({ code: 'CHANNEL422' });
  expect((await put({ url: 'https://user:pw@93.184.216.34/' })).status).toBe(400);
  expect((await put({ fields: ['secret'] })).status).toBe(400);
  expect((await put({ fields: ['__proto__'] })).status).toBe(400);
});

it('is IT’s to change, an operator’s to see, and nobody else’s', async () => {
  await put();
  expect(await shown(at.operator)).toHaveLength(1);
  expect((await put({}, at.operator)).status).toBe(403);
  expect((await at.staff('GET', `/v1/webhook-targets?shop=${at.shop}`)).status).toBe(403);
  expect((await at.stranger('GET', `/v1/webhook-targets?shop=${at.shop}`)).status).toBe(404);
});

it('is forgotten, and both are written down without the secret', async () => {
  const { body } = await put({ name: '仓库' });
  const gone = `/v1/webhook-targets?shop=${at.shop}&name=${encodeURIComponent('仓库')}`;
  expect((await at.it('DELETE', gone)).status).toBe(204);
  expect((await at.it('DELETE', gone)).status).toBe(404);
  const audit = await at.app.db
    .selectFrom('audit')
    .select(['action', 'detail'])
    .where('subject_id', '=', '仓库')
    .orderBy('id')
    .execute();
  expect(audit.map(({ action }) => action)).toEqual(['webhook.put', 'webhook.delete']);
  expect(JSON.stringify(audit)).not.toContain(String(body.secret));
});
