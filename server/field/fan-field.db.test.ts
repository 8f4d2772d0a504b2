import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;
let fan: string;

beforeAll(async () => {
  at = await createSopShop();
  fan = await at.addFan('小鱼', at.staffId);
  const fields = [
    { name: '肤质', type: 'choice', choices: ['干皮', '油皮'] },
    { name: '预算', type: 'money' },
  ];
  for (const field of fields) await at.operator('POST', '/v1/fields', { shop_id: at.shop, ...field });
});

afterAll(() => at.app.close());

const write = (values: object, call = at.staff) =>
  call('PUT', `/v1/fans/${fan}/fields`, { shop_id: at.shop, values }).then(({ status }) => status);
const custom = async () => (await at.operator('GET', `/v1/fans/${fan}`)).body.custom;

it('is written by whoever may change the fan, in the type of each field', async () => {
  expect(await write({ 肤质: '干皮', 预算: 19_900 })).toBe(204);
  expect(await custom()).toEqual({ 肤质: '干皮', 预算: 19_900 });
  expect(await write({ 肤质: '中性' })).toBe(422);
  expect(await write({ 没有的: 1 })).toBe(422);
  expect(await write({ 肤质: null })).toBe(204);
  expect(await custom()).toEqual({ 预算: 19_900 });
  expect(await write({ 预算: 1 }, at.stranger)).toBe(404);
  expect(await write({ 预算: 1 }, at.analyst)).toBe(403);
});

it('stands in the export of the list', async () => {
  await write({ 肤质: '油皮' });
  const asked = { shop_id: at.shop, fans: { filter: {} }, language: 'zh' };
  const [head = '', line = ''] = (await at.operator('POST', '/v1/fans/export', asked)).text.split('\r\n');
  expect([head.endsWith(',肤质,预算'), line.endsWith(',油皮,199.00')]).toEqual([true, true]);
});

it('takes a value away from all records of the fan, so that none stands in for it', async () => {
  const fragment = { root_id: fan, custom: JSON.stringify({ 肤质: '油皮' }) };
  await at.app.db.insertInto('fan').values(fragment).execute();
  expect(await write({ 肤质: null })).toBe(204);
  const left = await at.app.db
    .selectFrom('fan')
    .select('custom')
    .where('root_id', '=', fan)
    .orderBy('custom')
    .execute();
  expect(left.map(({ custom }) => custom)).toEqual([{}, { 预算: 19_900 }]);
});

it('has rule tags and SOPs look at the fan again, and the audit name the field but not the value', async () => {
  await at.operator('POST', '/v1/definitions', { shop_id: at.shop, text: '标签 "干皮粉" 当 字段 "肤质" = "干皮"' });
  await write({ 肤质: '干皮' });
  const told = await at.app.db.selectFrom('fact_outbox').select('ids').where('kind', '=', 'field').execute();
  expect(told).toEqual([{ ids: [fan] }]);
  const audited = await at.app.db.selectFrom('audit').select('detail').where('action', '=', 'fan.update').execute();
  expect(JSON.stringify(audited)).toContain('肤质');
  expect(JSON.stringify(audited)).not.toContain('干皮');
});

it('is not written by whoever does not see it', async () => {
  const role = await at.app.db.selectFrom('role').select('rules').where('key', '=', 'staff').executeTakeFirstOrThrow();
  const rules = JSON.stringify(role.rules).replace('"hidden":[]', '"hidden":["custom.预算"]');
  await at.app.db.updateTable('role').set({ rules }).where('key', '=', 'staff').execute();
  expect(await write({ 预算: 5 })).toBe(404);
  expect(await write({ 肤质: '油皮' })).toBe(204);
});

it('takes a person by name or log-in name, and says when it is nobody', async () => {
  await at.operator('POST', '/v1/fields', { shop_id: at.shop, name: '顾问', type: 'person' });
  const people = { login: 'field-mei', name: '小美', active: false };
  await at.app.db.insertInto('staff').values(people).execute();
  expect(await write({ 顾问: 'Field-Mei' })).toBe(204);
  expect(await custom()).toMatchObject({ 顾问: '小美' });
  const nobody = await at.staff('PUT', `/v1/fans/${fan}/fields`, { shop_id: at.shop, values: { 顾问: '阿花' } });
  expect([nobody.status, nobody.body.code]).toEqual([422, 'FIELD425']);
  const unknown = async () => (await at.operator('GET', `/v1/quality?shop=${at.shop}`)).body.unknown_person;
  expect(await unknown()).toBe(0);
  await at.app.db
    .updateTable('fan')
    .set({ custom: JSON.stringify({ 顾问: '阿花' }) })
    .where('id', '=', fan)
    .execute();
  expect(await unknown()).toBe(1);
  expect(await write({ 顾问: null })).toBe(204);
});
