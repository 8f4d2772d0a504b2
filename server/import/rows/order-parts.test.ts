import { describe, expect, it } from 'vitest';
import { mapColumns } from '../map-columns.js';
import { joinParts } from './order-parts.js';
import type { OrderRow } from './order-row.js';
import { USUAL } from '../notation.js';
import { readRow } from './read-row.js';

/** Rows of a file, joined: what each of its orders comes to. */
function ordersOf(table: string) {
  const [head = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()));
  const { columns } = mapColumns('orders', head);
  const byField = new Map(columns.flatMap((column) => (column.field ? [[column.field, column] as const] : [])));
  const settings = {
    columns: byField,
    ownFields: new Map(),
    notation: USUAL,
    events: {},
    zone: 'Asia/Shanghai',
    latest: Date.parse('2027-01-01'),
  };
  const read = rows.map((cells): OrderRow => {
    const result = readRow('orders', cells, settings);
    if (!('row' in result) || result.row.kind !== 'orders') throw new Error(JSON.stringify(result));
    return result.row;
  });
  joinParts(read);
  const orders = new Map(read.map((row) => [row.order.number, row]));
  return [...orders.values()].map(({ order, person }) => ({
    number: order.number,
    status: order.status,
    payable: order.payable,
    paid: order.paid,
    refunded: order.refunded,
    quantity: order.quantity,
    bought: order.paidAt !== null,
    who: person.user_id ?? person.nick,
  }));
}

describe('a list of what was bought, a row for each article', () => {
  it('comes to the sum of price by quantity, paid on the day; the same article twice counts twice', () => {
    const table = `
      Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID
      489434,85048,GLASS BALL,12,2009-12-01 07:45:00,6.95,13085.0
      489434,79323P,PINK LIGHTS,2,2009-12-01 07:45:00,6.75,13085.0
      489434,79323P,PINK LIGHTS,2,2009-12-01 07:45:00,6.75,13085.0`;
    expect(ordersOf(table)).toEqual([
      {
        number: '489434',
        status: 'paid',
        payable: 8340 + 1350 + 1350,
        paid: null,
        refunded: 0,
        quantity: 16,
        bought: true,
        who: '13085',
      },
    ]);
  });

  it('takes what was given back as a refund, not as an order', () => {
    const table = `
      Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID
      C489449,22087,PAPER BUNTING,-12,2009-12-01 10:33:00,2.95,16321`;
    expect(ordersOf(table)).toMatchObject([{ status: 'closed', payable: 0, refunded: 3540, bought: false }]);
  });

  it('adds up amounts of rows', () => {
    const table = `
      Order ID,Order Date,Customer ID,Product ID,Product Name,Sales,Quantity
      CA-2016-152156,11/8/2016,CG-12520,FUR-1,Bookcase,261.96,2
      CA-2016-152156,11/8/2016,CG-12520,FUR-2,Chair,731.94,3`;
    expect(ordersOf(table)).toMatchObject([{ payable: 99_390, quantity: 5, bought: true }]);
  });

  it('leaves out what was cancelled before the rest was paid for', () => {
    const table = `
      Order Number,Order Date,Customer ID,SKU,Quantity,Line Total,Item Status
      W1,2026-03-05,C1,MM,1,64.50,Shipped
      W1,2026-03-05,C1,KH,2,59.00,Cancelled
      W1,2026-03-05,C1,MB,1,10.00,Returned`;
    expect(ordersOf(table)).toMatchObject([{ payable: 7_450, refunded: 1_000, quantity: 2, status: 'shipped' }]);
  });

  it('takes an amount that every row repeats for that of the order', () => {
    const table = `
      线上订单号,买家账号,应付金额,已付金额,下单时间,付款日期,订单状态,商品编码,商品名称,数量,单价
      3456789012345678901,tb_ab12,258.00,258.00,2026-03-01 10:00:00,2026-03-01 10:01:00,已发货,S1,精华,1,199.00
      3456789012345678901,tb_ab12,258.00,258.00,2026-03-01 10:00:00,2026-03-01 10:01:00,已发货,S2,面膜,1,59.00`;
    expect(ordersOf(table)).toMatchObject([{ payable: 25_800, paid: 25_800, quantity: 2, who: 'tb_ab12' }]);
  });

  it('adds up equal amounts that are those of the rows', () => {
    const table = `
      订单编号,买家会员名,订单金额,下单时间,付款时间,订单状态,商品编码,商品名称,数量,单价
      10000001,小鹿,59.00,2026-03-01 10:00:00,2026-03-01 10:01:00,已发货,S1,面膜甲,1,59.00
      10000001,小鹿,59.00,2026-03-01 10:00:00,2026-03-01 10:01:00,已发货,S2,面膜乙,1,59.00`;
    expect(ordersOf(table)).toMatchObject([{ payable: 11_800, quantity: 2 }]);
  });

  it('leaves an order of one article alone whose rows tell what became of it', () => {
    const table = `
      订单编号,买家会员名,订单金额,下单时间,付款时间,订单状态,商品编码,商品名称,数量,单价
      10000001,小鹿,59.00,2026-03-01 10:00:00,,等待买家付款,S1,面膜,1,59.00
      10000001,小鹿,59.00,2026-03-01 10:00:00,2026-03-01 10:01:00,已发货,S1,面膜,1,59.00`;
    expect(ordersOf(table)).toMatchObject([{ payable: 5_900, status: 'shipped', quantity: 1 }]);
  });
});
