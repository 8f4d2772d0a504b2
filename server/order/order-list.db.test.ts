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
