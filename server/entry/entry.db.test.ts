import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;
let sop: string;
let own: string;
let other: string;

beforeAll(async () => {
  at = await createSopShop();
  sop = await at.createLive('欢迎');
  own = await at.addFan('小红', at.staffId);
  other = await at.addFan('小兰', null);
});
afterAll(() => at.app.close());
beforeEach(() => at.app.db.deleteFrom('fact_outbox').execute());

const add = (call: SopShop['operator'], body: object) => call('POST', `/v1/sops/${sop}/fans`, body);
const asked = async () =>
  (await at.app.db.selectFrom('fact_outbox').select('ids').where('kind', '=', 'hand').execute())
    .flatMap((row) => row.ids)
    .sort();

it('lets an operator add fans by id, and asks the engine once for each', async () => {
  const { status, body } = await add(at.operator, { fan_ids: [own, other, own] });
  expect([status, rowsOf(body)]).toEqual([
    200,
    [own, other, own].map((fan_id) => ({ fan_id, entered: true, reason: null })),
  ]);
  expect(await asked()).toEqual([own, other].sort());
  const audit = await at.app.db.selectFrom('audit').select('detail').where('action', '=', 'sop.enter').execute();
  expect(audit).toEqual([{ detail: { asked: 3, entered: 2 } }]);
});

it('lets an owner add their own fans and no others', async () => {
  const stranger = crypto.randomUUID();
  const { body } = await add(at.staff, { fan_ids: [own, other, stranger] });
  expect(rowsOf(body).map(({ reason }) => reason)).toEqual([null, 'not_found', 'not_found']);
  expect(await asked()).toEqual([own]);
});

it('adds whom a filter of the fan list finds', async () => {
  const { body } = await add(at.operator, { filter: { q: '小红' } });
  expect(rowsOf(body)).toEqual([{ fan_id: own, entered: true, reason: null }]);
  expect((await add(at.operator, { filter: { q: '小红', shop: at.foreignShop } })).status).toBe(400);
});

it('says why somebody does not enter', async () => {
  const entry = { sop_id: sop, thing: '', last_anchor_at: new Date(), happened_at: new Date(), n: 1 };
  const [inside, done] = [await at.addFan('在', null), await at.addFan('完', null)];
  await at.app.db
    .insertInto('entry')
    .values([
      { ...entry, fan_id: inside, active: true },
      { ...entry, fan_id: done, active: false },
    ])
    .execute();
  const { body } = await add(at.operator, { fan_ids: [inside, done] });
  expect(rowsOf(body).map(({ reason }) => reason)).toEqual(['already_in', 'too_soon']);
  expect(await asked()).toEqual([]);
});

it('looks at the states that end the SOP, and at the scope of its author', async () => {
  const id = await at.create('流程 "一" { 当 由流程启动 每人一次 一旦 购买次数 >= 3 就离开 打标签 "a" }');
  expect((await at.operator('POST', `/v1/sops/${id}/fans`, { fan_ids: [own] })).body).toMatchObject({
    code: 'ENTRY409',
  });
  const published = await at.operator('POST', `/v1/sops/${id}/publish`, { revision: 1 });
  expect(published.status, JSON.stringify(published.body)).toBe(200);
  const buyer = await at.addFan('买', null);
  await at.app.db.updateTable('fan_shop').set({ orders: 3 }).where('fan_id', '=', buyer).execute();
  const reasons = async (fan_ids: string[]) =>
    rowsOf((await at.operator('POST', `/v1/sops/${id}/fans`, { fan_ids })).body).map(({ reason }) => reason);
  expect(await reasons([buyer, own])).toEqual(['leaves_already', null]);
  await at.app.db
    .updateTable('sop_version')
    .set({ scope: JSON.stringify({ rows: [{ owner_id: at.staffId }] }) })
    .where('sop_id', '=', id)
    .execute();
  expect(await reasons([other, own])).toEqual(['out_of_scope', null]);
});

it('is refused to whoever may not change fans, in a foreign shop, and while the SOP is paused', async () => {
  expect((await add(at.analyst, { fan_ids: [own] })).status).toBe(403);
  expect((await add(at.stranger, { fan_ids: [own] })).status).toBe(404);
  await at.operator('POST', `/v1/sops/${sop}/gate`, { gate: 'paused' });
  expect((await add(at.operator, { fan_ids: [own] })).body).toMatchObject({ code: 'ENTRY409' });
  await at.operator('POST', `/v1/sops/${sop}/gate`, { gate: 'open' });
});
