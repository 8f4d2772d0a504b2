import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;

beforeAll(async () => {
  at = await createSopShop();
  const { db } = at.app;
  const known = await at.addFan('有身份', at.staffId);
  await db
    .insertInto('identity')
    .values({ kind: 'phone', scope: '', hash: Buffer.from('x'), fan_id: known })
    .execute();
  const unknown = await at.addFan('t**3', null);
  await db.updateTable('fan').set({ phone_mask: null }).where('id', '=', unknown).execute();
  const consent = { shop_id: at.shop, channel: 'sms', source: 'test', at: new Date() };
  await db
    .insertInto('consent')
    .values([
      { ...consent, fan_id: known, granted: true },
      { ...consent, fan_id: unknown, granted: false },
    ])
    .execute();
});

afterAll(() => at.app.close());

it('counts what is missing, for whoever imports, in their shop', async () => {
  const { body } = await at.operator('GET', `/v1/quality?shop=${at.shop}`);
  expect(body).toMatchObject({
    fans: 2,
    without_identity: 1,
    without_phone: 1,
    without_owner: 1,
    without_consent: 1,
    rejected: [],
  });
  expect(body.filled).toContainEqual({ field: 'nick', fans: 2 });
  expect((await at.stranger('GET', `/v1/quality?shop=${at.shop}`)).status).toBe(404);
  for (const call of [at.staff, at.analyst, at.it]) {
    expect((await call('GET', `/v1/quality?shop=${at.shop}`)).status).toBe(403);
  }
});
