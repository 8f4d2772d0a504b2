import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openImportBench, type ImportBench } from '../testing/import-file.js';
import { checkForeign, takeForeign, type ForeignFile } from './take-foreign.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
beforeEach(() => bench.newShop());
afterAll(() => bench.close());

type File = ForeignFile & Required<Pick<ForeignFile, 'cautions'>>;

/** Orders that take several rows, whose amounts may be those of the row or those of the order. */
const amounts: Record<string, File> = {
  'no articles.csv': {
    text: `order_id,user_id,order_date,amount
A1,7,2026-03-05,10.00
A1,7,2026-03-05,20.00
A2,8,2026-03-05,5.00
`,
    sums: { orders: 2, amount: 3_500 },
    cautions: ['IMP142'],
  },
  'no articles, told again.csv': {
    text: `order_id,user_id,order_date,amount,status
A1,7,2026-03-05,10.00,unpaid
A1,7,2026-03-05,9.00,paid
`,
    sums: { orders: 1, amount: 900 },
    cautions: [],
  },
  'no articles, at two times.csv': {
    text: `order_id,user_id,order_date,amount
A1,7,2026-03-05,10.00
A1,7,2026-03-06,9.00
`,
    sums: { orders: 1, amount: 900 },
    cautions: ['IMP143'],
  },
  'the very same row twice.csv': {
    text: `order_id,user_id,order_date,amount
A1,7,2026-03-05,10.00
A1,7,2026-03-05,10.00
`,
    sums: { orders: 1, amount: 1_000 },
    cautions: [],
  },
  'one amount, several titles.csv': {
    text: `订单编号,买家昵称,下单时间,宝贝标题,实付金额
G1,小鹿,2026-03-05 20:10:00,面膜,59.00
G1,小鹿,2026-03-05 20:10:00,口红,59.00
`,
    sums: { orders: 1, amount: 5_900 },
    cautions: ['IMP141'],
  },
  'amounts of orders beyond doubt.csv': {
    text: `订单编号,买家昵称,下单时间,宝贝标题,实付金额
G1,小鹿,2026-03-05 20:10:00,面膜,59.00
G1,小鹿,2026-03-05 20:10:00,口红,59.00
G2,小鹿,2026-03-06 20:10:00,面膜,60.00
G2,小鹿,2026-03-06 20:10:00,口红,60.00
G3,小鹿,2026-03-07 20:10:00,面膜,61.00
G3,小鹿,2026-03-07 20:10:00,口红,61.00
`,
    sums: { orders: 3, amount: 18_000 },
    cautions: [],
  },
  'no more than the goods cost.csv': {
    text: `订单编号,买家昵称,下单时间,宝贝标题,单价,数量,订单金额,实付金额
G1,小鹿,2026-03-05 20:10:00,面膜,30.00,2,60.00,55.00
G1,小鹿,2026-03-05 20:10:00,口红,60.00,1,60.00,55.00
G2,小马,2026-03-05 20:10:00,面膜,30.00,2,120.00,55.00
G2,小马,2026-03-05 20:10:00,口红,60.00,1,120.00,55.00
`,
    sums: { orders: 2, amount: 11_000 + 5_500 },
    cautions: [],
  },
  'half off two articles of one price.csv': {
    text: `order_id,user_id,order_date,sku,price,quantity,total
A1,7,2026-03-05,S1,30.00,1,90.00
A1,7,2026-03-05,S2,60.00,1,90.00
A2,8,2026-03-05,S1,30.00,1,70.00
A2,8,2026-03-05,S3,40.00,1,70.00
A3,9,2026-03-05,S2,60.00,1,100.00
A3,9,2026-03-05,S3,40.00,1,100.00
A4,9,2026-03-06,S4,50.00,1,45.00
A4,9,2026-03-06,S5,50.00,1,45.00
A5,9,2026-03-07,S4,50.00,1,40.00
A6,8,2026-03-07,S4,50.00,1,50.00
A5,9,2026-03-07,S5,50.00,1,40.00
`,
    sums: { orders: 6, amount: 39_500 },
    cautions: [],
  },
  'one amount, written in two ways.csv': {
    text: `订单编号,买家昵称,下单时间,宝贝标题,商品编码,实付金额
G1,小鹿,2026-03-05 20:10:00,面膜,A,1059.00
G1,小鹿,2026-03-05 20:10:00,口红,B,"￥1,059.00"
G2,小马,2026-03-05 20:10:00,面膜,A,60.00
G2,小马,2026-03-05 20:10:00,口红,B,６０.０
`,
    sums: { orders: 2, amount: 111_900 },
    cautions: ['IMP141'],
  },
  'titles here and there.csv': {
    text: `订单编号,买家昵称,下单时间,宝贝标题,实付金额
G1,小鹿,2026-03-05 20:10:00,面膜,10.00
G2,小马,2026-03-05 20:10:00,面膜,10.00
G1,小鹿,2026-03-05 20:10:00,口红,20.00
`,
    reading: { kind: 'orders', columns: ['order_number', 'nick', 'ordered_at', 'title', 'paid'] },
    sums: { orders: 2, amount: 4_000 },
    cautions: [],
  },
  'titles told again.csv': {
    text: `订单编号,买家昵称,下单时间,宝贝标题,实付金额,订单状态,订单付款时间
G1,小鹿,2026-03-05 20:10:00,面膜,10.00,等待买家付款,
G2,小马,2026-03-05 20:10:00,面膜,10.00,交易成功,2026-03-05 20:12:00
G1,小鹿,2026-03-05 20:10:00,面膜,9.00,交易成功,2026-03-05 20:11:00
`,
    sums: { orders: 2, amount: 1_900 },
    cautions: [],
  },
};

/** What was paid back is told by the state of the refund alone. */
const HEAD = '订单编号,买家昵称,下单时间,付款时间,订单状态,实付金额,售后状态';
const refunds: Record<string, File> = {
  'states.csv': {
    text: `${HEAD}
G1,小鹿,2026-03-05 20:10:00,2026-03-05 20:11:00,交易成功,10.00,退款成功
G2,小马,2026-03-05 20:10:00,2026-03-05 20:11:00,交易成功,20.00,已退款
G3,小羊,2026-03-05 20:10:00,2026-03-05 20:11:00,交易成功,40.00,退款中
G4,小狗,2026-03-05 20:10:00,2026-03-05 20:11:00,交易成功,80.00,售后关闭
G5,小猫,2026-03-05 20:10:00,2026-03-05 20:11:00,交易成功,160.00,无售后或售后取消
G6,小猪,2026-03-05 20:10:00,,等待买家付款,320.00,退款成功
G7,小牛,2026-03-05 20:10:00,2026-03-05 20:11:00,交易成功,640.00,-
`,
    sums: { orders: 7, amount: 127_000, refunded: 3_000 },
    cautions: [],
  },
  'states that leave it open.csv': {
    text: `${HEAD}
G1,小鹿,2026-03-05 20:10:00,2026-03-05 20:11:00,交易成功,10.00,部分退款
G2,小马,2026-03-05 20:10:00,2026-03-05 20:11:00,交易成功,20.00,售后完成
G3,小羊,2026-03-05 20:10:00,2026-03-05 20:11:00,交易成功,40.00,换货完成
`,
    sums: { orders: 3, amount: 7_000, refunded: 0 },
    cautions: ['IMP144'],
  },
  'states beside amounts.csv': {
    text: `${HEAD},退款金额
G1,小鹿,2026-03-05 20:10:00,2026-03-05 20:11:00,交易成功,10.00,退款成功,4.00
G2,小马,2026-03-05 20:10:00,2026-03-05 20:11:00,交易成功,20.00,退款关闭,20.00
G3,小羊,2026-03-05 20:10:00,2026-03-05 20:11:00,交易成功,40.00,售后完成,8.00
`,
    sums: { orders: 3, amount: 7_000, refunded: 1_200 },
    cautions: ['IMP145'],
  },
  'one article of two.csv': {
    text: `订单编号,买家昵称,下单时间,付款时间,商品名称,单价,数量,订单金额,售后状态
G1,小鹿,2026-03-05 20:10:00,2026-03-05 20:11:00,面膜,30.00,2,100.00,退款成功
G1,小鹿,2026-03-05 20:10:00,2026-03-05 20:11:00,口红,40.00,1,100.00,
G2,小马,2026-03-05 20:10:00,2026-03-05 20:11:00,面膜,30.00,2,60.00,退款成功
`,
    sums: { orders: 2, amount: 16_000, refunded: 12_000 },
    cautions: [],
  },
};

it.each(Object.entries({ ...amounts, ...refunds }))('%s', (name, file) => checkForeign(bench, name, file));

it('takes the amounts of rows from an order far down', async () => {
  const rows = Array.from({ length: 4_000 }, (_, i) => `G${String(i)},${String(i)},2026-03-05,面膜,1.00`);
  const text = [
    '订单编号,买家ID,下单时间,宝贝标题,实付金额',
    ...['A1,7,2026-03-05,面膜,5.00', 'A1,7,2026-03-05,口红,5.00'],
    ...rows,
    ...['A2,8,2026-03-05,面膜,5.00', 'A2,8,2026-03-05,口红,6.00'],
  ].join('\n');
  const { preview, sums } = await takeForeign(bench, 'far.csv', text);
  expect(preview.cautions).toEqual([]);
  expect(sums).toMatchObject({ orders: 4_002, amount: 400_000 + 1_000 + 1_100 });
});

it('takes one order of many whose rows differ for a mistake, and says so', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => {
    const [order, total] = [`A${String(i)},${String(i)},2026-03-05`, 20 + i];
    return `${order},S1,${String(total)}\n${order},S2,${String(i === 3 ? total + 10 : total)}`;
  });
  const text = ['order_id,customer_id,order_date,sku,total', ...rows].join('\n');
  const { preview, sums } = await takeForeign(bench, 'mistake.csv', text);
  expect(preview.cautions).toMatchObject([{ code: 'IMP141' }]);
  const others = (40 * (20 + 59)) / 2 - 23;
  expect(sums).toMatchObject({ orders: 40, amount: (others + 23 + 33) * 100 });
});
