import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PackagedRoleKey } from '../access/packaged-roles.js';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;

beforeAll(async () => {
  at = await createSopShop();
});

afterAll(() => at.app.close());

const offered = async () => {
  const { body } = await at.operator('GET', `/v1/shops/${at.shop}/owners`);
  return rowsOf(body).map(({ name }) => name);
};

/** Somebody whose only role says this of fans. */
async function addWith(login: string, rule: object) {
  const rules = [{ subject: 'fan', masked: [], hidden: [], find: [], ...rule }];
  const made = await at.it('POST', '/v1/roles', { name_zh: login, name_en: login, rules });
  const { key } = await at.app.db
    .selectFrom('role')
    .select('key')
    .where('id', '=', String(made.body.id))
    .executeTakeFirstOrThrow();
  return at.app.addStaff(login, key as PackagedRoleKey, at.shop);
}

it('offers as owners those who look after fans: neither IT nor an analyst', async () => {
  expect(await offered()).toEqual(['manager', 'operator', 'staff']);
  await addWith('reads-own', { actions: ['read'], rows: 'own' });
  await addWith('counts', { actions: ['read'], rows: 'shop' });
  await addWith('nothing', { actions: ['update'], rows: 'none' });
  expect(await offered()).toEqual(['manager', 'operator', 'reads-own', 'staff']);
});

it('gives no fan to others, whichever way is tried', async () => {
  const fan = await at.addFan('小红', at.operatorId);
  const ids = await at.app.db.selectFrom('staff').select(['id', 'login']).execute();
  const it_ = ids.find(({ login }) => login === 'it')?.id ?? '';
  const analyst = ids.find(({ login }) => login === 'analyst')?.id ?? '';
  for (const owner_id of [it_, analyst]) {
    const fans = { fan_ids: [fan] };
    const job = { shop_id: at.shop, fans, action: { kind: 'assign', owner_id } };
    expect((await at.operator('POST', '/v1/fan-jobs', job)).status).toBe(422);
    expect((await at.it('POST', `/v1/staff/${at.operatorId}/hand-over`, { to: owner_id })).body.code).toBe('STF423');
    const options = { owner_id };
    const source = { shop_id: at.shop, name: '每日', url: 'https://erp.example/a.csv', kind: null, header: null };
    const form = { ...source, options, schedule: { every_hours: 24 }, active: true };
    const { body } = await at.operator('POST', '/v1/import-sources', form);
    expect(body).toMatchObject({ fields: [{ path: 'options.owner_id' }] });
  }
});

it('tells nobody of another shop who works there', async () => {
  expect((await at.operator('GET', `/v1/shops/${at.foreignShop}/owners`)).status).toBe(404);
});
