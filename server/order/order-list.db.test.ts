import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Call } from '../http/testing/test-app.js';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;
let mine: string;
const day = (n: number) => new Date(Date.UTC(2026, 2, n));

beforeAll(async () => {
  at = await createSopShop();
  mine = await at.addFan('小红', at.staffId);
  const theirs = await at.addFan('小兰', null);
  await at.app.db
    .insertInto('order_line')
    .values(
      ['唇釉', '眼影'].map((title) => ({
        ...{ shop_id: at.shop, platform: 'taobao', number: 'A3', line: crypto.randomUUID(), title },
      })),
    )
    .execute();
  const order = (number: string, fan_id: string | null, ordered_at: Date | null, more: object = {}) => ({
    ...{ shop_id: at.shop, platform: 'taobao', number, fan_id, ordered_at, status: 'paid', status_at: day(1) },
    ...more,
  });
  await at.app.db
    .insertInto('shop_order')
    .values([
      order('A1', mine, day(1), { title: '面膜 5 片', custom: JSON.stringify({ 备注: '急' }) }),
      order('A2', theirs, day(2), { status: 'closed', title: '100%棉 T恤' }),
      order('A3', mine, day(2)),
      order('A4', theirs, null),
      order('A5', mine, null),
      order('A6', null, day(3)),
      { ...order('A7', null, day(3)), shop_id: at.foreignShop },
    ])
    .execute();
});

afterAll(() => at.app.close());

const path = (more = '') => `/v1/orders?shop=${at.shop}${more}`;
const numbers = (body: Record<string, unknown>) => rowsOf(body).map(({ number }) => number);

async function allOf(call: Call, limit: number): Promise<unknown[]> {
  const all: unknown[] = [];
  let cursor = '';
  do {
    const { body } = await call('GET', path(`&limit=${String(limit)}${cursor}`));
    all.push(...numbers(body));
    cursor = typeof body.next_cursor === 'string' ? `&cursor=${body.next_cursor}` : '';
  } while (cursor);
  return all;
}

it('pages through the orders of a shop, newest first and those without a time last, of the fans that one sees', async () => {
  const whole = await allOf(at.operator, 50);
  expect(whole[0]).toBe('A6');
  expect(whole.slice(1, 3).toSorted()).toEqual(['A2', 'A3']);
  expect(whole[3]).toBe('A1');
  expect(whole.slice(4).toSorted()).toEqual(['A4', 'A5']);
  for (const limit of [1, 2, 4]) expect(await allOf(at.operator, limit)).toEqual(whole);
  expect(await allOf(at.staff, 2)).toEqual(['A3', 'A1', 'A5']);
  const { body } = await at.staff('GET', path('&number=A1'));
  expect(rowsOf(body)).toMatchObject([{ number: 'A1', fan_id: mine, nick: '小红', custom: { 备注: '急' } }]);
});

it('filters by status, time, number and product', async () => {
  const found = async (more: string) => numbers((await at.operator('GET', path(more))).body);
  expect(await found('&status=closed')).toEqual(['A2']);
  expect(await found(`&after=${day(2).toISOString()}&before=${day(3).toISOString()}&status=paid`)).toEqual(['A3']);
  expect(await found(`&before=${day(2).toISOString()}`)).toEqual(['A1']);
  expect(await found('&number=A7')).toEqual([]);
  expect(await found(`&product=${encodeURIComponent('0%棉')}`)).toEqual(['A2']);
  expect(await found(`&product=${encodeURIComponent('%')}`)).toEqual(['A2']);
  expect(await found(`&product=${encodeURIComponent('眼影')}`)).toEqual(['A3']);
  const { body } = await at.operator('GET', path('&number=A3'));
  expect(['唇釉、眼影', '眼影、唇釉']).toContain(rowsOf(body)[0]?.title);
});

it("filters by the shop's own fields, as far as one sees them", async () => {
  const fields = [
    { name: '直播间', type: 'choice', choices: ['一号', '二号'] },
    { name: '押金', type: 'money' },
    { name: '颜色', type: 'list' },
    { name: '交付', type: 'date' },
    { name: '说明', type: 'text' },
  ];
  for (const field of fields) {
    const form = { shop_id: at.shop, subject: 'order', ...field };
    expect((await at.operator('POST', '/v1/fields', form)).status).toBe(204);
  }
  const says = (number: string, custom: object) =>
    at.app.db
      .updateTable('shop_order')
      .set({ custom: JSON.stringify(custom) })
      .where('number', '=', number)
      .where('shop_id', '=', at.shop)
      .execute();
  await says('A2', { 直播间: '一号', 押金: 5_000, 颜色: ['红', '蓝'], 交付: '2026-03-05', 说明: '送 100% 礼盒' });
  await says('A3', { 直播间: '二号', 押金: 9_900, 颜色: ['蓝'], 交付: '2026-04-01', 说明: '无' });
  await says('A5', { 直播间: '二号', 押金: '以前的文字' });
  const ask = (own: unknown, call = at.operator) =>
    call('GET', path(`&own=${encodeURIComponent(typeof own === 'string' ? own : JSON.stringify(own))}`));
  const found = async (own: unknown) => numbers((await ask(own)).body);
  expect(await found({ 直播间: '二号' })).toEqual(['A3', 'A5']);
  expect(await found({ 押金: { min: 5_001 } })).toEqual(['A3']);
  expect(await found({ 押金: { min: 0, max: 5_000 } })).toEqual(['A2']);
  expect(await found({ 押金: 9_900, 颜色: '蓝' })).toEqual(['A3']);
  expect(await found({ 颜色: '红' })).toEqual(['A2']);
  expect(await found({ 交付: { max: '2026-03-31' } })).toEqual(['A2']);
  expect(await found({ 说明: '0%' })).toEqual(['A2']);
  for (const wrong of ['{', '[]', { 没有: 'x' }, { 押金: 'x' }, { 直播间: { min: '一号' } }, { 颜色: '' }])
    expect((await ask(wrong)).status).toBe(400);

  const role = await at.app.db.selectFrom('role').select('rules').where('key', '=', 'staff').executeTakeFirstOrThrow();
  const rules = (role.rules as { subject: string }[]).map((rule) =>
    rule.subject === 'order' ? { ...rule, hidden: ['custom.押金'] } : rule,
  );
  const set = (own: unknown) =>
    at.app.db
      .updateTable('role')
      .set({ rules: JSON.stringify(own) })
      .where('key', '=', 'staff')
      .execute();
  await set(rules);
  expect((await ask({ 押金: { min: 1 } }, at.staff)).status).toBe(400);
  expect(numbers((await ask({ 直播间: '二号' }, at.staff)).body)).toEqual(['A3', 'A5']);
  await set(role.rules);
});

it('is closed to other shops, to numbers only, and to IT; what is hidden is no filter', async () => {
  expect((await at.stranger('GET', path())).status).toBe(404);
  expect((await at.analyst('GET', path())).status).toBe(403);
  expect((await at.it('GET', path())).status).toBe(403);
  const role = await at.app.db.selectFrom('role').select('rules').where('key', '=', 'staff').executeTakeFirstOrThrow();
  const rules = (role.rules as { subject: string; hidden: string[] }[]).map((rule) =>
    rule.subject === 'order' ? { ...rule, hidden: ['number', 'title', 'custom'] } : rule,
  );
  const set = { rules: JSON.stringify(rules) };
  await at.app.db.updateTable('role').set(set).where('key', '=', 'staff').execute();
  expect((await at.staff('GET', path('&number=A1'))).status).toBe(400);
  expect((await at.staff('GET', path('&product=x'))).status).toBe(400);
  const { body } = await at.staff('GET', path('&limit=1'));
  expect(rowsOf(body)).toMatchObject([{ number: null, title: null, custom: null }]);
});
