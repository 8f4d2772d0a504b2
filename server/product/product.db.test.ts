import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';
import { settleTaste } from '../taste-job/settle-taste.sql.js';

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

const unknown = { learned_days: null, set_days: null };

const list = (call: SopShop['operator'], more = `&before=${day(10).toISOString()}`) =>
  call('GET', `/v1/products?shop=${at.shop}&after=${day(1).toISOString()}${more}`);

it('adds up paid orders by product and by category, by their lines where they are known, and by the category that any of them tells', async () => {
  const { body } = await list(at.operator);
  const mask = { sold: 4, orders: 3, revenue: 19_000, refunded_orders: 1, buyers: 2 };
  const rouge = { sold: 2, orders: 2, revenue: 10_000, refunded_orders: 0, buyers: 1 };
  const cream = { sold: 1, orders: 1, revenue: 200, refunded_orders: 0, buyers: 1 };
  const bag = { sold: 3, orders: 1, revenue: 100, refunded_orders: 0, buyers: 1 };
  expect(body.items).toEqual([
    { name: '面膜', category: '美妆/护肤', ...mask, ...unknown },
    { name: '口红', category: '美妆/彩妆', ...rouge, ...unknown },
    { name: '眼霜', category: '美妆/护肤', ...cream, ...unknown },
    { name: '福袋', category: null, ...bag, ...unknown },
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

describe('the refill interval of a product', () => {
  const set = (call: SopShop['operator'], days: number | null, product = '面膜', shop = at.shop) =>
    call('PUT', '/v1/products/cycle', { shop, product, days });
  const told = async () => {
    const { body } = await list(at.operator);
    return rowsOf(body).flatMap(({ name, learned_days, set_days }) =>
      name === '面膜' ? { learned_days, set_days } : [],
    );
  };
  const refills = async () => {
    while (await settleTaste(at.app.db)) {
      // until nobody is due
    }
    const { rows } = await sql`
      select nick, refill_due::text as due, refill_product as product from fan_shop
      where shop_id = ${at.shop} and refill_due is not null order by nick collate "C"`.execute(at.app.db);
    return rows;
  };

  it('is set, counts before what was learned, and has its buyers settled', async () => {
    expect(await set(at.operator, 30)).toMatchObject({ status: 204 });
    expect(await told()).toEqual([{ learned_days: null, set_days: 30 }]);
    const due = { due: '2026-04-19', product: '面膜' };
    expect(await refills()).toEqual([
      { nick: '小兰', ...due },
      { nick: '小红', due: '2026-04-03', product: '面膜' },
    ]);
    expect(await set(at.operator, 0)).toMatchObject({ status: 204 });
    expect(await refills(), 'it is not bought again').toEqual([]);
    await at.app.db.updateTable('product_cycle').set({ learned_days: 10 }).execute();
    expect(await set(at.operator, null)).toMatchObject({ status: 204 });
    expect(await told()).toEqual([{ learned_days: 10, set_days: null }]);
    expect(await refills()).toHaveLength(2);
    await at.app.db.updateTable('product_cycle').set({ learned_days: null, set_days: 5 }).execute();
    await set(at.operator, null);
    expect(await told()).toEqual([unknown]);
    const audit = await at.app.db.selectFrom('audit').select('detail').where('action', '=', 'shop.cycle').execute();
    expect(audit[0]).toEqual({ detail: { product: '面膜', days: 30 } });
  });

  it('is for whoever may change the shop', async () => {
    expect(await set(at.staff, 30)).toMatchObject({ status: 403 });
    expect(await set(at.analyst, 30)).toMatchObject({ status: 403 });
    expect(await set(at.stranger, 30)).toMatchObject({ status: 404 });
    expect(await set(at.operator, 3651)).toMatchObject({ status: 400 });
    expect(await set(at.operator, 1.5)).toMatchObject({ status: 400 });
  });
});
