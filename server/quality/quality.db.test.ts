import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

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
    unknown_person: 0,
    without_contact: 1,
    without_nick: 0,
    alike: 0,
    undecided: 0,
    rejected: [],
  });
  expect(body.filled).toContainEqual({ field: 'nick', fans: 2 });
  expect((await at.stranger('GET', `/v1/quality?shop=${at.shop}`)).status).toBe(404);
  for (const call of [at.staff, at.analyst, at.it]) {
    expect((await call('GET', `/v1/quality?shop=${at.shop}`)).status).toBe(403);
  }
});

it('says why rows were rejected, by the column where the reason is about one', async () => {
  const blank = { format: '{}', mapping: '{}', options: '{}', file_sha256: Buffer.alloc(0), file_bytes: 0 };
  const { id } = await at.app.db
    .insertInto('import')
    .values({ ...blank, shop_id: at.shop, state: 'done', file_name: 'x.csv' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const rows: [string, string][] = [
    ['IMP205', '实付金额'],
    ['IMP205', '应付金额'],
    ['IMP205', '实付金额'],
    ['IMP201', '订单编号'],
    ['IMP201', '单号'],
    ['IMP201', '订单号'],
  ];
  const rejects = rows.map(([reason, column], row_no) => ({ import_id: id, row_no, reason, detail: { column } }));
  await at.app.db
    .insertInto('import_reject')
    .values(rejects.map(({ detail, ...row }) => ({ ...row, detail: JSON.stringify(detail), cells: Buffer.alloc(0) })))
    .execute();
  const told = rowsOf((await at.operator('GET', `/v1/quality?shop=${at.shop}`)).body, 'rejected');
  expect(told.map(({ rows: n, text }) => [n, (text as { zh: string }).zh])).toEqual([
    [3, '缺少订单编号'],
    [2, '“实付金额”不是金额'],
    [1, '“应付金额”不是金额'],
  ]);
});

it('lists who has a problem, as far as the reader sees them', async () => {
  const list = (problem: string, call = at.operator) =>
    call('GET', `/v1/quality/fans?shop=${at.shop}&problem=${problem}`);
  expect(rowsOf((await list('without_contact')).body)).toMatchObject([{ nick: 't**3', phone_mask: null }]);
  const coco = await at.addFan('Coco兔子', null);
  const other = await at.addFan('coco 兔子~', null);
  expect((await at.operator('GET', `/v1/quality?shop=${at.shop}`)).body).toMatchObject({ alike: 2 });
  const nicks = rowsOf((await list('alike')).body).map(({ nick }) => nick);
  expect(nicks.sort()).toEqual(['Coco兔子', 'coco 兔子~']);
  await at.addFan('COCO兔子', null);
  const settle = { one: coco, other, verdict: 'apart' };
  expect((await at.operator('POST', '/v1/merges/pairs', settle)).status).toBe(204);
  // Each of the two may still be the third.
  expect(rowsOf((await list('alike')).body)).toHaveLength(3);
  await at.app.db.deleteFrom('fan_shop').where('nick', '=', 'COCO兔子').execute();
  expect((await at.operator('GET', `/v1/quality?shop=${at.shop}`)).body).toMatchObject({ alike: 0 });
  expect(rowsOf((await list('alike')).body)).toEqual([]);
  expect((await list('nonsense')).status).toBe(400);
  expect((await list('alike', at.stranger)).status).toBe(404);
  expect((await list('alike', at.staff)).status).toBe(403);
});
