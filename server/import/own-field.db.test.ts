import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reasonsOf } from './import.queries.js';
import { openImportBench, testKeys, type ImportBench } from './testing/import-file.js';
import { previewFile } from './preview.js';
import { readOwnFields } from './own-field.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
  const fields = [
    { name: '肤质', type: 'choice', choices: ['干性', '油性'] },
    { name: '押金', type: 'money', choices: [] },
    { name: '首访', type: 'date', choices: [] },
    { name: '偏好', type: 'list', choices: [] },
    { name: '身高', type: 'number', choices: [] },
  ];
  await bench.db
    .insertInto('custom_field')
    .values([
      ...fields.map((field) => ({ ...field, subject: 'fan', shop_id: bench.shop.id })),
      { subject: 'order', name: '赠品', type: 'text', choices: [], shop_id: bench.shop.id },
    ])
    .execute();
});
afterAll(() => bench.close());

const custom = async () => {
  const rows = await bench.db
    .selectFrom('fan')
    .innerJoin('fan_shop', 'fan_shop.fan_id', 'fan.id')
    .select(['fan.nick', sql<Record<string, unknown>>`fan.custom`.as('custom')])
    .execute();
  return Object.fromEntries(rows.map(({ nick, custom: values }) => [String(nick), values]));
};

const HEAD = '粉丝昵称,关注时间,来源,肤质,押金,首访,偏好,身高\n';

it("keeps columns named like the shop's own fields with the fan, by their types, and takes them back", async () => {
  const first = await bench.take('a.csv', `${HEAD}小鱼,2026-03-01,直播,干性,¥12.50,2026/3/1,口红、香水,1.6\n`);
  expect(first).toMatchObject({ loaded: 1, rejected: 0 });
  const before = { 肤质: '干性', 押金: 1250, 首访: '2026-03-01', 偏好: ['口红', '香水'], 身高: 1.6 };
  expect(await custom()).toEqual({ 小鱼: before });

  const second = await bench.take('b.csv', `${HEAD}小鱼,2026-03-01,直播,油性,,,,\n阿宝,2026-03-01,直播,油性,,,,170\n`);
  expect(second).toMatchObject({ loaded: 1, merged: 1, unchanged: 0 });
  expect(await custom()).toEqual({ 小鱼: { ...before, 肤质: '油性' }, 阿宝: { 肤质: '油性', 身高: 170 } });
  const again = await bench.take('c.csv', `${HEAD}小鱼,2026-03-01,直播,油性,,,,\n`);
  expect(again).toMatchObject({ loaded: 0, merged: 0, unchanged: 1 });

  expect(await bench.undo(second.id)).toBe(true);
  expect(await custom()).toEqual({ 小鱼: before });
});

it('leaves what others changed since', async () => {
  const taken = await bench.take('d.csv', `${HEAD}小鱼,2026-03-01,直播,油性,,,,1.7\n`);
  await bench.db
    .updateTable('fan')
    .set({ custom: { 肤质: '油性', 身高: 1.8 } })
    .where('nick', '=', '小鱼')
    .execute();
  await bench.undo(taken.id);
  expect(await custom()).toEqual({ 小鱼: { 肤质: '干性', 身高: 1.8 } });
});

it('knows people by name and log-in name, and rejects whom nobody or several are called', async () => {
  const staff = (login: string, name: string, active = true) => ({ login, name, active, password_hash: null });
  const people = [staff('mei', '小美'), staff('lin1', '小林'), staff('lin2', '小林'), staff('gone', '阿离', false)];
  const hired = await bench.db.insertInto('staff').values(people).returning(['id', 'active']).execute();
  const helper = { key: 'helper', name_zh: '客服', name_en: 'Helper', rules: '[]' };
  const role = await bench.db.insertInto('role').values(helper).returning('id').executeTakeFirstOrThrow();
  const held = hired.filter(({ active }) => active);
  await bench.db
    .insertInto('staff_role')
    .values(held.map(({ id }) => ({ staff_id: id, role_id: role.id, shop_id: bench.shop.id })))
    .execute();
  const field = { shop_id: bench.shop.id, subject: 'fan', name: '顾问', type: 'person', choices: [] };
  await bench.db.insertInto('custom_field').values(field).execute();
  const rows = ['甲,小美', '乙,MEI', '丙,lin2', '丁,阿离', '戊,小林', '己,阿花'].map((row) => `直播,${row}\n`);
  const { id, loaded, rejected } = await bench.take('people.csv', `来源,粉丝昵称,顾问\n${rows.join('')}`);
  expect([loaded, rejected]).toEqual([4, 2]);
  expect((await reasonsOf(bench.db, id)).map(({ code }) => code).sort()).toEqual(['IMP222', 'IMP223']);
  const { 甲, 乙, 丙, 丁 } = await custom();
  expect([甲, 乙, 丙, 丁].map((own) => own?.['顾问'])).toEqual(['小美', '小美', '小林（lin2）', '阿离']);
});

it('rejects what a field does not take, and says so in the preview', async () => {
  const path = await bench.write('e.csv', `${HEAD}小鱼,2026-03-01,直播,中性,,,,\n小鹿,2026-03-01,直播,,,,,高\n`);
  const ownFields = await readOwnFields(bench.db, bench.shop.id);
  const shown = await previewFile(path, { shop: bench.shop, ownFields, keys: testKeys, now: new Date() });
  expect(shown.columns.map(({ field, type }) => [field, type]).slice(3)).toEqual([
    ['custom:肤质', 'text'],
    ['custom:押金', 'money'],
    ['custom:首访', 'text'],
    ['custom:偏好', 'text'],
    ['custom:身高', 'count'],
  ]);
  expect(shown.scan.reasons.map(({ code }) => code).sort()).toEqual(['IMP215', 'IMP216']);
});

it('keeps those of orders with the order, and takes them back', async () => {
  const head = '订单编号,买家会员名,实付金额,订单状态,下单时间,付款时间,赠品\n';
  const row = (number: string, gift: string) => `${number},小鱼,9,交易成功,2026-03-01 08:00,2026-03-01 09:00,${gift}\n`;
  const gifts = async () => {
    const orders = await bench.db
      .selectFrom('shop_order')
      .select(['number', sql<Record<string, unknown>>`custom`.as('custom')])
      .execute();
    return Object.fromEntries(orders.map(({ number, custom: values }) => [number, values]));
  };
  await bench.take('o1.csv', head + row('101', '小样') + row('102', ''));
  expect(await gifts()).toEqual({ 101: { 赠品: '小样' }, 102: {} });
  const second = await bench.take('o2.csv', head + row('101', '正装') + row('102', '') + row('103', '小样'));
  expect(second).toMatchObject({ loaded: 1, merged: 1, unchanged: 1 });
  expect(await gifts()).toEqual({ 101: { 赠品: '正装' }, 102: {}, 103: { 赠品: '小样' } });
  await bench.undo(second.id);
  expect(await gifts()).toEqual({ 101: { 赠品: '小样' }, 102: {} });
});
