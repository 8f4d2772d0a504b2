import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureEventMonths } from '../event/event.sql.js';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;
let mine: string;
let theirs: string;

const day = (n: number) => new Date(Date.UTC(2026, 2, n));

beforeAll(async () => {
  at = await createSopShop();
  mine = await at.addFan('小红', at.staffId);
  theirs = await at.addFan('小兰', null);
  const { db } = at.app;
  const own = { shop_id: at.shop, platform: 'taobao' };
  const order = (number: string, n: number, more: object = {}) => ({
    ...own,
    number,
    fan_id: mine,
    status: 'paid',
    status_at: day(n),
    paid: 9900,
    ordered_at: day(n),
    ...more,
  });
  await db
    .insertInto('shop_order')
    .values([order('A1', 1), order('A2', 2, { status: 'closed', refunded: 9900 }), order('A3', 3)])
    .execute();
  const line = { ...own, number: 'A2', price: 4950, quantity: 2, category: '护肤' };
  await db
    .insertInto('order_line')
    .values([{ ...line, line: crypto.randomUUID(), title: '面膜' }])
    .execute();
  await ensureEventMonths(db, [day(1).getTime()]);
  const event = { shop_id: at.shop, fan_id: mine, source: 'test', history: false, arrived_at: day(9) };
  const told = (type: string, n: number, order_: string, more: object = {}) => ({
    ...event,
    type,
    happened_at: day(n),
    properties: JSON.stringify({ order: order_, ...more }),
  });
  await db
    .insertInto('event')
    .values([
      told('order.refund', 5, 'A2', { amount: 9900, reason: '不想要了' }),
      told('order.pay', 2, 'A2', { amount: 9900 }),
      told('order.pay', 3, 'A3', { amount: 9900 }),
      told('live.watch', 4, 'A2'),
    ])
    .execute();
});

afterAll(() => at.app.close());

const path = (fan: string, more = '') => `/v1/fans/${fan}/orders?shop=${at.shop}${more}`;

it("pages through a fan's orders, newest first, with what happened and what was in them", async () => {
  const first = await at.operator('GET', path(mine, '&limit=2'));

  expect(rowsOf(first.body).map(({ number }) => number)).toEqual(['A3', 'A2']);
  expect(rowsOf(first.body)[1]).toMatchObject({
    status: 'closed',
    refunded: 9900,
    history: [
      { type: 'order.pay', at: day(2).toISOString(), amount: 9900, reason: null },
      { type: 'order.refund', at: day(5).toISOString(), amount: 9900, reason: '不想要了' },
    ],
    lines: [{ title: '面膜', price: 4950, quantity: 2, category: '护肤' }],
  });
  const next = await at.operator('GET', path(mine, `&limit=2&cursor=${String(first.body.next_cursor)}`));
  expect(rowsOf(next.body)).toMatchObject([{ number: 'A1', history: [], lines: [] }]);
  expect(next.body.next_cursor).toBeNull();
});

it('shows orders of those fans whom the person sees', async () => {
  expect(rowsOf((await at.staff('GET', path(mine))).body)).toHaveLength(3);
  expect((await at.staff('GET', path(theirs))).status).toBe(404);
  expect((await at.stranger('GET', path(mine))).status).toBe(404);
  expect((await at.analyst('GET', path(mine))).status).toBe(403);
  expect((await at.it('GET', path(mine))).status).toBe(403);
});
