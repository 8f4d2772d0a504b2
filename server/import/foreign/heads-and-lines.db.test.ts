import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensurePackagedRoles } from '../../access/packaged-roles.js';
import { ingest } from '../../event/ingest.js';
import { openImportBench, testKeys, type ImportBench } from '../testing/import-file.js';
import { correctRollups } from '../../rollup/correct-rollups.js';
import { previewFile } from '../preview.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
  await ensurePackagedRoles(bench.db);
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.newShop();
});

const ORDERS = 'olist_orders_dataset.csv';
const ITEMS = 'olist_order_items_dataset.csv';
const CUSTOMERS = 'olist_customers_dataset.csv';
/** The files of Olist as they are: heads of orders without amounts, their lines, and who the customers are. */
const olist = {
  [ORDERS]: `"order_id","customer_id","order_status","order_purchase_timestamp","order_approved_at","order_delivered_carrier_date","order_delivered_customer_date","order_estimated_delivery_date"
e481f51cbdc54678b7cc49136f2d6af7,9ef432eb6251297304e76186b10a928d,delivered,2017-10-02 10:56:33,2017-10-02 11:07:15,2017-10-04 19:55:00,2017-10-10 21:25:13,2017-10-18 00:00:00
53cdb2fc8bc7dce0b6741e2150273451,b0830fb4747a6c6d20dea0b8c802d7ef,delivered,2018-07-24 20:41:37,2018-07-26 03:24:27,2018-07-26 14:31:00,2018-08-07 15:27:45,2018-08-13 00:00:00
1b9ecfe83cdc259250e1a8aca174f0ad,6d6b50b66d79f80827b6d96751528d30,canceled,2018-08-04 14:29:27,2018-08-07 04:10:26,,,2018-08-14 00:00:00
8e24261a7e58791d10cb1bf9da94df5c,64a254d30eed42cd0e6c36dddb88adf0,unavailable,2017-11-16 15:09:28,2017-11-16 15:26:57,,,2017-12-05 00:00:00
`,
  [ITEMS]: `"order_id","order_item_id","product_id","seller_id","shipping_limit_date","price","freight_value"
e481f51cbdc54678b7cc49136f2d6af7,1,87285b34884572647811a353c7ac498a,3504c0cb71d7fa48d967e0e4c94d59d9,2017-10-06 11:07:15,29.99,8.72
53cdb2fc8bc7dce0b6741e2150273451,1,595fac2a385ac33a80bd5114aec74eb8,289cdb325fb7e7f891c38608bf9e0962,2018-07-30 03:24:27,118.70,22.76
53cdb2fc8bc7dce0b6741e2150273451,2,595fac2a385ac33a80bd5114aec74eb8,289cdb325fb7e7f891c38608bf9e0962,2018-07-30 03:24:27,118.70,22.76
1b9ecfe83cdc259250e1a8aca174f0ad,1,3ce943997ff85cad84ec6770b35d6bcd,7c67e1448b00f6e969d365cea6b010ab,2018-08-10 04:10:26,12.00,4.50
`,
  [CUSTOMERS]: `"customer_id","customer_unique_id","customer_zip_code_prefix","customer_city","customer_state"
9ef432eb6251297304e76186b10a928d,7c396fd4830fd04220f754e42b4e5bff,03149,sao paulo,SP
b0830fb4747a6c6d20dea0b8c802d7ef,7c396fd4830fd04220f754e42b4e5bff,47813,barreiras,BA
6d6b50b66d79f80827b6d96751528d30,3a51803cc0d012c3b5dc8b7528cb05f7,75265,vianopolis,GO
64a254d30eed42cd0e6c36dddb88adf0,b7d770a8865f1b5a8a8e8c5b1a1b0d5b,59296,sao goncalo do amarante,RN
`,
} as const;
type Name = keyof typeof olist;

/**
 * Everything that follows from orders, without ids; days and totals are what the events make. The tests share their fans,
 * whom other shops know.
 */
async function everything() {
  const order = { shopId: bench.shop.id, since: null, after: null, repair: false };
  const { days, totals } = await correctRollups(bench.db, order, () => undefined);
  expect({ days, totals }).toEqual({ days: 0, totals: 0 });
  const rows = async (query: string) => (await sql.raw<object>(query).execute(bench.db)).rows;
  const shop = `shop_id = '${bench.shop.id}'`;
  return {
    orders: await rows(
      `select number, status, payable, paid, refunded, of_lines from shop_order where ${shop} order by 1`,
    ),
    fans: await rows(
      `select orders, spend, refunded, categories from fan_shop where ${shop} and orders > 0 order by 1, 2, 3`,
    ),
    events: await rows(`select type, happened_at, properties from event where ${shop} order by 1, 2`),
    days: await rows(`select type, day, n, amount from fan_day where ${shop} and n <> 0 order by 1, 2, 3, 4`),
    lines: await rows(`select number, title, price, amount from order_line where ${shop} order by 1, 2, line`),
  };
}

async function take(names: readonly Name[]) {
  const ids: string[] = [];
  for (const name of names) {
    const { id, rejected } = await bench.take(name, olist[name]);
    expect([name, rejected]).toEqual([name, 0]);
    ids.push(id);
  }
  return ids;
}

async function undo(id: string) {
  expect(await bench.undo(id)).toBe(true);
}

describe('Olist', () => {
  it('orders cost what their lines do, with freight; what was cancelled after payment is paid back', async () => {
    await take([ORDERS, ITEMS, CUSTOMERS]);
    const { orders, fans, lines } = await everything();
    expect(orders).toMatchObject([
      { status: 'closed', payable: 1650, refunded: 1650 },
      { payable: 28_292, refunded: 0 },
      { payable: null, refunded: 0 },
      { payable: 3871, refunded: 0 },
    ]);
    // Both orders of the first person, who has a customer_id for each.
    expect(fans).toMatchObject([
      { orders: 1, spend: 0, refunded: 0 },
      { orders: 1, spend: 1650, refunded: 1650 },
      { orders: 2, spend: 32_163, refunded: 0 },
    ]);
    expect(lines[0]).toEqual({
      number: '1b9ecfe83cdc259250e1a8aca174f0ad',
      title: '3ce943997ff85cad84ec6770b35d6bcd',
      price: 1200,
      amount: 1650,
    });
  });

  it('is the same in whichever order the files come, and a second time', async () => {
    await take([ORDERS, ITEMS, CUSTOMERS]);
    const wanted = await everything();
    for (const order of [
      [ITEMS, ORDERS, CUSTOMERS],
      [CUSTOMERS, ITEMS, ORDERS],
      [ITEMS, CUSTOMERS, ORDERS, ITEMS, ORDERS],
      [ORDERS, ORDERS, ITEMS, CUSTOMERS, ITEMS],
    ] as const) {
      await bench.newShop();
      await take(order);
      expect(await everything()).toEqual(wanted);
    }
    const again = await bench.take('again.csv', olist[ITEMS]);
    expect(again).toMatchObject({ loaded: 0, merged: 0, unchanged: 4 });
  });

  it.each([
    [ORDERS, ITEMS],
    [ITEMS, ORDERS],
  ] as const)('undoing what came second after %s leaves what the first brought', async (first, second) => {
    await take([first]);
    const before = await everything();
    const [id = ''] = await take([second]);
    const both = await everything();
    await undo(id);
    expect(await everything()).toEqual(before);
    await take([second]);
    expect(await everything()).toEqual(both);
  });

  it.each([
    [ORDERS, ITEMS],
    [ITEMS, ORDERS],
  ] as const)('undoing %s leaves what %s would have brought alone', async (first, second) => {
    await take([second]);
    const alone = await everything();
    await bench.newShop();
    const [id = ''] = await take([first, second]);
    await undo(id);
    expect(await everything()).toEqual(alone);
  });
});

describe('two files of one shop', () => {
  const heads = (...rows: string[]) => ['订单编号,买家昵称,订单状态,下单时间,付款时间', ...rows].join('\n');
  const lines = (...rows: string[]) => ['订单编号,商品名称,单价,数量', ...rows].join('\n');
  const paid = 'A1,小红,已付款,2026-03-01 10:00,2026-03-01 10:05';
  const closed = 'A1,小红,交易关闭,2026-03-01 10:00,2026-03-01 10:05';
  const twoOfOne = ['A1,口红,20.00,1', 'A1,口红,10.00,2', 'A1,面膜,9.90,3'];
  const theOrder = async () => {
    const { orders, fans } = await everything();
    return { ...orders[0], ...fans[0] };
  };

  it('an article at two prices is two lines, one that is told twice is one, and more lines make the order dearer', async () => {
    await bench.take('heads.csv', heads(paid));
    const [first = '', ...others] = twoOfOne;
    expect(await bench.take('lines.csv', lines(first, ...others, first))).toMatchObject({ loaded: 3, unchanged: 1 });
    expect(await theOrder()).toMatchObject({ payable: 6970, spend: 6970 });
    const { id } = await bench.take('more.csv', lines('A1,眉笔,5.00,1'));
    expect(await theOrder()).toMatchObject({ payable: 7470, spend: 7470 });
    await undo(id);
    expect(await theOrder()).toMatchObject({ payable: 6970, spend: 6970 });
    expect(await bench.take('lines again.csv', lines(...twoOfOne))).toMatchObject({
      loaded: 0,
      merged: 0,
      unchanged: 3,
    });
  });

  it('an order that is closed later has its lines paid back, and none the more when they are told again', async () => {
    await bench.take('heads.csv', heads(paid));
    await bench.take('lines.csv', lines(...twoOfOne));
    const before = await everything();
    const { id } = await bench.take('later.csv', heads(closed));
    expect(await theOrder()).toMatchObject({ status: 'closed', refunded: 6970, spend: 6970 });
    await bench.take('more.csv', lines('A1,眉笔,5.00,1'));
    expect(await theOrder()).toMatchObject({ refunded: 7470, spend: 7470 });
    await bench.take('later again.csv', heads(closed));
    expect(await theOrder()).toMatchObject({ refunded: 7470, spend: 7470 });
    const events = (await everything()).events.length;
    expect(events).toBe(before.events.length + 1);
    await undo(id);
    expect(await theOrder()).toMatchObject({ status: 'paid', refunded: 0, spend: 7470 });
  });

  it('an amount that is told counts, whenever it is, and what it replaced is back when its import is undone', async () => {
    await bench.take('heads.csv', heads(closed));
    await bench.take('lines.csv', lines(...twoOfOne));
    const before = await everything();
    const told = `订单编号,买家昵称,订单状态,下单时间,付款时间,实付金额\n${closed},60.00`;
    const { id } = await bench.take('told.csv', told);
    expect(await theOrder()).toMatchObject({ paid: 6000, refunded: 6000, spend: 6000, of_lines: false });
    await bench.take('more.csv', lines('A1,眉笔,5.00,1'));
    expect(await theOrder()).toMatchObject({ paid: 6000, refunded: 6000, spend: 6000, of_lines: false });
    await undo(id);
    expect(await theOrder()).toMatchObject({ paid: null, payable: 7470, refunded: 7470, spend: 7470 });
    expect(before.orders).toMatchObject([{ payable: 6970, refunded: 6970, of_lines: true }]);
  });

  it('amounts that only a later list of orders tells count as well', async () => {
    await bench.take('heads.csv', heads(paid));
    const before = await everything();
    const { id } = await bench.take('told.csv', `订单编号,买家昵称,订单状态,下单时间,付款时间,实付金额\n${paid},60.00`);
    expect(await theOrder()).toMatchObject({ paid: 6000, spend: 6000 });
    await undo(id);
    expect(await everything()).toEqual(before);
  });

  it('what events tell of such an order stands beside its lines', async () => {
    await bench.take('lines.csv', lines(...twoOfOne));
    await bench.take('heads.csv', heads('A1,小红,待付款,2026-03-01 10:00,'));
    expect(await theOrder()).toMatchObject({ payable: 6970 });
    const tell = (type: string, amount: number | null, minute: number) =>
      bench.db.transaction().execute((tx) =>
        ingest(tx, bench.shop, testKeys, [
          {
            source: 'erp',
            key: `${bench.shop.id} ${type}`,
            type,
            happenedAt: Date.UTC(2026, 2, 1, 3, minute),
            person: { nick: '小红' },
            properties: { order: 'A1', ...(amount !== null && { amount }) },
          },
        ]),
      );
    await tell('order.pay', 6500, 1);
    expect(await theOrder()).toMatchObject({ paid: 6500, payable: null, spend: 6500, of_lines: false });
    await tell('order.refund', 6500, 9);
    expect(await theOrder()).toMatchObject({ status: 'closed', refunded: 6500 });
  });
});

describe('Northwind', () => {
  it('takes orders that tell neither an amount nor a state, and says that discounts are not taken off', async () => {
    await bench.take(
      'orders.csv',
      `orderID,customerID,employeeID,orderDate,requiredDate,shippedDate,shipVia,freight,shipName
10249,TOMSP,6,1996-07-05 00:00:00.000,1996-08-16 00:00:00.000,1996-07-10 00:00:00.000,1,11.61,Toms
11077,RATTC,1,1998-05-06 00:00:00.000,1998-06-03 00:00:00.000,NULL,2,8.53,Rattlesnake
`,
    );
    const lines = `orderID,productID,unitPrice,quantity,discount
10249,14,18.6,9,0
10249,51,42.4,40,0.1
11077,2,19,24,0.2
`;
    const place = { shop: bench.shop, ownFields: new Map(), keys: testKeys, now: new Date() };
    const { cautions } = await previewFile(await bench.write('details.csv', lines), place);
    expect(cautions.map(({ code }) => code)).toEqual(['IMP148']);
    await bench.take('order-details.csv', lines);
    expect((await everything()).fans).toMatchObject([
      { orders: 1, spend: 45_600 },
      { orders: 1, spend: 186_340 },
    ]);
  });
});
