import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openImportBench, type ImportBench } from './testing/import-file.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
beforeEach(() => bench.newShop());
afterAll(() => bench.close());

/** Files in the layout of public data sets and of other shop systems, as small as they show what is odd about them. */
const files: [name: string, text: string, orders: unknown[][]][] = [
  [
    'uci-online-retail.csv',
    `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,12/1/2010 8:26,2.55,17850,United Kingdom
536365,71053,WHITE METAL LANTERN,6,12/1/2010 8:26,3.39,17850,United Kingdom
C536379,D,Discount,-1,12/1/2010 9:41,27.5,14527,United Kingdom
536414,22139,,56,12/1/2010 11:52,0,,United Kingdom
`,
    [
      ['536365', 3564, 0, 'paid'],
      ['C536379', 0, 2750, 'closed'],
    ],
  ],
  [
    'uci-online-retail-ii.csv',
    `Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country
489434,85048,15CM CHRISTMAS GLASS BALL 20 LIGHTS,12,2009-12-01 07:45:00,6.95,13085.0,United Kingdom
`,
    [['489434', 8340, 0, 'paid']],
  ],
  [
    'olist_orders.csv',
    `"order_id","customer_id","order_status","order_purchase_timestamp","order_approved_at","order_delivered_carrier_date","order_delivered_customer_date","order_estimated_delivery_date"
"e481f51cbdc54678b7cc49136f2d6af7","9ef432eb6251297304e76186b10a928d","delivered","2017-10-02 10:56:33","2017-10-02 11:07:15","2017-10-04 19:55:00","2017-10-10 21:25:13","2017-10-18 00:00:00"
"136cce7faa42fdb2cefd53fdc79a6098","ed0271e0b7da060a393796590e7b737a","invoiced","2017-04-11 12:22:08","2017-04-13 13:25:17","","","2017-05-09 00:00:00"
`,
    [
      ['136cce7faa42fdb2cefd53fdc79a6098', null, 0, 'paid'],
      ['e481f51cbdc54678b7cc49136f2d6af7', null, 0, 'done'],
    ],
  ],
  [
    'shopify.csv',
    `Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Phone,Refunded Amount,Id
#1001,a@example.com,paid,2026-03-05 10:11:12 +0800,fulfilled,2026-03-06 09:00:00 +0800,yes,USD,30.00,5.00,0.00,35.00,,2026-03-05 10:10:00 +0800,2,Mug,10.00,M1,A B,,0.00,4501
#1001,a@example.com,,,,,,,,,,,,2026-03-05 10:10:00 +0800,1,Plate,10.00,P1,,,,
#1002,b@example.com,partially_refunded,2026-03-05 12:11:12 +0800,fulfilled,,no,USD,20.00,0.00,0.00,20.00,,2026-03-05 12:10:00 +0800,2,Mug,10.00,M1,C D,,10.00,4502
`,
    [
      ['1001', 3500, 0, 'paid'],
      ['1002', 2000, 1000, 'paid'],
    ],
  ],
  [
    'woocommerce.csv',
    `Order ID,Order Date,Order Status,Customer Email,Order Total,Item Name,Quantity
88,"March 5, 2026 10:11 am",Completed,a@example.com,"$1,234.50",Lamp,1
89,"March 6, 2026 3:11 pm",Refunded,b@example.com,"$20.00",Mug,2
`,
    [
      ['88', 123450, 0, 'done'],
      ['89', 2000, 2000, 'closed'],
    ],
  ],
  [
    'days-first.csv',
    `Transaction ID,Customer Code,Transaction Date,Product Name,Units,Total Amount
T1,C1,13/3/26 8:26 PM,Mug,1,"€ 1 234,50"
T2,C2,14-03-2026,Mug,1,£20.00
T3,C3,15.03.2026 09:10,Mug,1,CNY 21.00
T4,C4,5 Mar 2026,Mug,1,(20.00)
T5,C5,Mar-05-26,Mug,1,1'234.50
`,
    [
      ['T2', 2000, 0, 'paid'],
      ['T3', 2100, 0, 'paid'],
      ['T4', 0, 2000, 'closed'],
      ['T5', 123450, 0, 'paid'],
    ],
  ],
  [
    'youzan.csv',
    `订单报表,,,,,,
导出时间：2026-03-09 10:00:00,,,,,,
订单信息,,,买家信息,,金额,
订单号,订单状态,订单创建时间,买家姓名,买家手机号,订单实付金额,买家付款时间
E20260305101112000100001,交易完成,2026-03-05 10:11:12,王小丽,13812344021,"￥1,299.00",2026-03-05 10:12:00
E20260305101112000100002,交易关闭,2026-03-05 10:15:12,李雷,13812344022,￥0.00,
合计,,,,,"￥1,299.00",
`,
    [
      ['E20260305101112000100001', 129900, 0, 'done'],
      ['E20260305101112000100002', 0, 0, 'closed'],
    ],
  ],
  [
    'douyin-tabs.tsv',
    '主订单编号\t子订单编号\t选购商品\t商品数量\t订单应付金额\t订单状态\t收件人手机号\t订单提交时间\t支付完成时间\n' +
      '6931234567890123456\t6931234567890123457\t面膜\t2\t99.00\t已完成\t13812344021\t45721.5\t45721.6\n' +
      '6931234567890123456\t6931234567890123458\t口红\t1\t59.00\t已关闭\t13812344021\t45721.5\t45721.6\n',
    [['6931234567890123456', 15800, 5900, 'done']],
  ],
];

it.each(files)('%s', async (name, text, expected) => {
  const { loaded, merged, unchanged, rejected, layout } = await bench.take(name, text);
  const orders = await bench.db
    .selectFrom('shop_order')
    .select((eb) => ['number', eb.fn.coalesce('paid', 'payable').as('amount'), 'refunded', 'status'])
    .where('shop_id', '=', bench.shop.id)
    .orderBy('number')
    .execute();
  expect(orders.map(({ number, amount, refunded, status }) => [number, amount, refunded, status])).toEqual(expected);
  const lines = text
    .replaceAll(/"[^"]*"/g, '')
    .trimEnd()
    .split('\n').length;
  expect(loaded + merged + unchanged + rejected + layout).toBe(lines);
});

it('reads a list in GBK without a mark and with tabs', async () => {
  const text = '订单编号\t买家昵称\t实付金额\t付款时间\nG1\t小鹿\t￥1,299.50\t2026/3/5 10:11\n';
  expect(await bench.take('gbk.txt', iconv.encode(text, 'gbk'))).toMatchObject({ kind: 'orders', loaded: 1 });
  const order = bench.db.selectFrom('shop_order').select(['number', 'paid']).where('shop_id', '=', bench.shop.id);
  expect(await order.execute()).toEqual([{ number: 'G1', paid: 129_950 }]);
});

it('takes no list of orders without a time for one of people', async () => {
  const text =
    'order_id,user_id,eval_set,order_number,order_dow,order_hour_of_day,days_since_prior_order\n1,1,prior,1,2,08,\n';
  await expect(bench.take('instacart.csv', text)).rejects.toThrow(/missing/);
});
