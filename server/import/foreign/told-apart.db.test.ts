import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openImportBench, type ImportBench } from '../testing/import-file.js';
import { checkForeign, takeForeign, type ForeignFile } from './take-foreign.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
beforeEach(() => bench.newShop());
afterAll(() => bench.close());

/** Files that write orders, times and refunds in ways of their own. */
const files: Record<string, ForeignFile> = {
  'a time of its own.csv': {
    text: `订单编号,买家昵称,下单日期,下单时间,实付金额
G1,小鹿,2026/3/5,20:10:05,10.00
G2,小马,2026/3/6 20:05,8:05 PM,20.00
`,
    sums: { orders: 2, amount: 3_000, fans: 2 },
  },
  'merged cells.csv': {
    text: `订单编号,买家昵称,下单时间,订单金额,商品名称,单价,数量
G1,小鹿,2026/3/5 20:10,30.00,面膜,10.00,1
,,,,口红,20.00,1
合计,,,30.00,,,
G2,小马,2026/3/6 20:10,5.00,棉签,5.00,1
`,
    sums: { orders: 2, amount: 3_500, fans: 2 },
    layout: 2,
  },
  'an invoice here and there.csv': {
    text: `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID
5001,A,Mug,2,12/1/2010 8:26,10.00,17850
5002,A,Mug,1,12/1/2010 9:26,10.00,17851
5001,B,Cup,1,12/1/2010 8:26,5.00,17850
C5003,A,Mug,-1,12/2/2010 8:26,10.00,17850
5002,A,Mug,-1,12/2/2010 9:26,10.00,17851
5002,B,Cup,3,12/1/2010 9:26,5.00,17851
`,
    sums: { orders: 3, amount: 5_000, refunded: 2_000, fans: 2 },
  },
  'complete_journey.csv': {
    text: `household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,transaction_timestamp
900,330,31198570044,1095275,1,0.5,0,2017-01-01T11:53:26Z
900,330,31198570047,9878513,1,0.99,0.1,2017-01-01T12:10:28Z
900,330,31198570044,1041453,1,1.43,0.15,2017-01-01T11:53:26Z
`,
    sums: { orders: 2, amount: 292, fans: 1 },
  },
  'yoochoose-clicks.dat': {
    text: `1,2014-04-07T10:51:09.277Z,214536502,0
1,2014-04-07T10:54:09.868Z,214536500,0
2,2014-04-07T13:56:37.614Z,214662742,0
`,
    reading: {
      kind: 'events',
      header_row: 0,
      columns: ['user_id', 'happened_at', 'sku', null],
      events: { '': 'product.click' },
    },
    sums: { fans: 2, behaviour: { 'product.click': 3 } },
  },
  'tianchi.csv': {
    text: `user_id,item_id,behavior_type,user_geohash,item_category,time
10001082,285259775,1,97lk14c,4076,2014-12-08 18
10001082,4368907,4,,5503,2014-12-12 12
`,
    reading: { events: { 1: 'product.click', 4: 'order.pay' } },
    sums: { fans: 1, behaviour: { 'product.click': 1, 'order.pay': 1 } },
  },
  'fans of a tool.csv': {
    text: `手机,微信昵称,跟进人,添加好友时间,生日
+86 138-1234-4021,小鹿,无,2026-03-05 20:10:00,08-21
13812344022.0,无,周敏,2026年3月6日(周五) 下午8:10,1996-08-21
13812344023-0001,小***鹿,周敏,2026-03-06,2月30日
`,
    sums: { fans: 2, behaviour: { follow: 2 } },
    rejected: { IMP206: 1 },
  },
};

it.each(Object.entries(files))('%s', (name, file) => checkForeign(bench, name, file));

it('makes the same of rows in any order', async () => {
  const head = 'customer_id,order_date,article_id,price\n';
  const rows = ['1,2026-03-05,a,10.00\n', '2,2026-03-05,a,10.00\n', '1,2026-03-05,b,5.00\n', '1,2026-03-06,a,7.00\n'];
  const first = await takeForeign(bench, 'sales.csv', head + rows.join(''));
  expect(first.sums).toMatchObject({ orders: 3, amount: 3_200, fans: 2 });
  for (const again of [rows.toReversed(), [...rows.slice(2), ...rows.slice(0, 2)]]) {
    const { result, sums } = await takeForeign(bench, 'sorted.csv', head + again.join(''));
    expect(result).toMatchObject({ loaded: 0, merged: 0, unchanged: 4 });
    expect(sums).toEqual(first.sums);
  }
});

it('keeps two sales that say the same, wherever they stand', async () => {
  const head = 'customer_id,order_date,total\n';
  const { sums } = await takeForeign(bench, 'a.csv', `${head}1,2026-03-05,9\n2,2026-03-05,8\n1,2026-03-05,9\n`);
  expect(sums).toMatchObject({ orders: 3, amount: 2_600 });
  const again = await takeForeign(bench, 'b.csv', `${head}2,2026-03-05,8\n1,2026-03-05,9\n1,2026-03-05,9\n`);
  expect(again.result).toMatchObject({ loaded: 0, merged: 0, unchanged: 3 });
});

it('takes a return in a later file for a part of its order', async () => {
  const head = 'InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n';
  await takeForeign(bench, 'march.csv', `${head}5001,A,3,2026-03-05 08:26,10.00,17850\n`);
  const { sums } = await takeForeign(bench, 'april.csv', `${head}5001,A,-1,2026-04-05 08:26,10.00,17850\n`);
  expect(sums).toMatchObject({ orders: 1, amount: 3_000, refunded: 1_000 });
});

const ORDERS = `订单编号,买家昵称,实付金额,订单状态,付款时间
G1,小鹿,129.00,交易成功,2026-03-05 20:11:00
G2,小马,59.00,交易成功,2026-03-05 20:12:00
G3,小羊,30.00,交易成功,2026-03-05 20:13:00
`;

it('writes a list of refunds to the orders it is about', async () => {
  await takeForeign(bench, 'orders.csv', ORDERS);
  const { result, sums } = await takeForeign(
    bench,
    'refunds.csv',
    `退款编号,订单编号,宝贝标题,买家退款金额,退款状态,退款的申请时间,退款完结时间
R1,G1,面膜,40.00,退款成功,2026-03-06 10:00:00,2026-03-06 11:00:00
R2,G2,口红,59.00,退款关闭,2026-03-06 10:00:00,2026-03-06 11:00:00
R3,G3,棉签,30.00,退款成功,2026-03-06 10:00:00,2026-03-06 11:00:00
R4,G1,面膜,24.50,退款成功,2026-03-07 10:00:00,2026-03-07 11:00:00
R4,G1,面膜,24.50,退款成功,2026-03-07 10:00:00,2026-03-07 11:00:00
R5,G9,面膜,24.50,退款成功,2026-03-07 10:00:00,2026-03-07 11:00:00
R6,G2,口红,59.00,神秘,2026-03-07 10:00:00,2026-03-07 11:00:00
`,
  );
  expect(result).toMatchObject({ kind: 'refunds', rejected: 2 });
  expect(sums).toMatchObject({ orders: 3, amount: 21_800, refunded: 9_450, fans: 3 });
  const orders = bench.db.selectFrom('shop_order').select(['number', 'status', 'refunded']);
  expect(await orders.where('shop_id', '=', bench.shop.id).orderBy('number').execute()).toEqual([
    { number: 'G1', status: 'done', refunded: 6_450 },
    { number: 'G2', status: 'done', refunded: 0 },
    { number: 'G3', status: 'closed', refunded: 3_000 },
  ]);
  const refunds = bench.db.selectFrom('event').select('happened_at').where('shop_id', '=', bench.shop.id);
  const times = await refunds.where('type', '=', 'order.refund').orderBy('happened_at').execute();
  expect(times.map(({ happened_at }) => happened_at.toISOString().slice(0, 10))).toEqual(['2026-03-06', '2026-03-07']);
});
