import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;
const day = (n: number) => new Date(Date.UTC(2026, 2, n));
let number = 0;

beforeAll(async () => {
  at = await createSopShop();
  const mine = await at.addFan('小红', at.staffId);
  const theirs = await at.addFan('小兰', null);
  // What was bought before a merge stays with its record, and is of one buyer.
  const { db } = at.app;
  const fragment = crypto.randomUUID();
  await db.insertInto('fan').values({ id: fragment, root_id: mine, nick: '小红' }).execute();
  await order(mine, 3, [['面膜', 5_000, 2, '美妆/护肤']]);
  await order(fragment, 4, [['面膜', 5_000, 1, '美妆/护肤']], { refunded: 5_000 });
  await order(theirs, 5, [
    ['面膜', 4_000, 1, '美妆/护肤'],
    ['口红', 9_900, 1, '美妆/彩妆'],
  ]);
  await order(theirs, 5, [], { title: '福袋', paid: 100, quantity: 3 });
  await order(theirs, 6, [], { title: '眼霜', paid: null, payable: 200, quantity: 1, category: '美妆/护肤' });
  await order(theirs, 6, [], { title: '口红', paid: 100, quantity: 1 });
  await order(theirs, 5, [['面膜', 5_000, 9, '美妆/护肤']], { paid_at: null, status: 'created' });
  await order(theirs, 20, [['面膜', 5_000, 9, '美妆/护肤']]);
});

afterAll(() => at.app.close());

async function order(
  fan_id: string,
  paidOn: number,
  lines: [title: string, price: number, quantity: number, category: string][],
  more: object = {},
): Promise<void> {
  const key = { shop_id: at.shop, platform: 'taobao', number: `P${String(number++)}` };
  const paid_at = day(paidOn);
  const row = { ...key, fan_id, status: 'paid', status_at: paid_at, paid_at, ordered_at: paid_at, paid: 1 };
  await at.app.db
    .insertInto('shop_order')
    .values({ ...row, ...more })
    .execute();
  for (const [title, price, quantity, category] of lines)
    await at.app.db
      .insertInto('order_line')
      .values({ ...key, line: crypto.randomUUID(), title, price, quantity, category })
      .execute();
}

const list = (call: SopShop['operator'], more = `&before=${day(10).toISOString()}`) =>
  call('GET', `/v1/products?shop=${at.shop}&after=${day(1).toISOString()}${more}`);

it('adds up paid orders by product and by category, by their lines where they are known, and by the category that any of them tells', async () => {
  const { body } = await list(at.operator);
  const mask = { sold: 4, orders: 3, revenue: 19_000, refunded_orders: 1, buyers: 2 };
  const rouge = { sold: 2, orders: 2, revenue: 10_000, refunded_orders: 0, buyers: 1 };
  const cream = { sold: 1, orders: 1, revenue: 200, refunded_orders: 0, buyers: 1 };
  const bag = { sold: 3, orders: 1, revenue: 100, refunded_orders: 0, buyers: 1 };
  expect(body.items).toEqual([
    { name: '面膜', category: '美妆/护肤', ...mask },
    { name: '口红', category: '美妆/彩妆', ...rouge },
    { name: '眼霜', category: '美妆/护肤', ...cream },
    { name: '福袋', category: null, ...bag },
  ]);
  expect(body.categories).toEqual([
    { category: '美妆/护肤', ...mask, sold: 5, orders: 4, revenue: 19_200 },
    { category: '美妆/彩妆', ...rouge },
    { category: null, ...bag },
  ]);
  expect(rowsOf((await list(at.operator, '')).body)[0]).toMatchObject({ sold: 13 });
});

it('counts the orders that the person sees', async () => {
  expect(rowsOf((await list(at.staff)).body)).toMatchObject([{ name: '面膜', sold: 3, buyers: 1 }]);
  expect((await list(at.stranger)).status).toBe(404);
  expect((await list(at.it)).status).toBe(403);
  expect((await list(at.analyst)).body, 'fewer than five buyers').toEqual({ items: [], categories: [] });
});
