import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, it } from 'vitest';
import { buildXlsx } from '../testing/build-xlsx.js';
import { openImportBench, type ImportBench } from '../testing/import-file.js';
import { checkForeign, type ForeignFile } from './take-foreign.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
beforeEach(() => bench.newShop());
afterAll(() => bench.close());

const HEAD = '订单编号,买家昵称,实付金额,付款时间';
const three = { orders: 3, amount: 6_000, fans: 3 };

const cells = (row: number, ...texts: string[]) =>
  `<row r="${row}">${texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;

const SALES = 'order_id,customer_id,order_date,sku,quantity,price';
const [G1, G2, G2B, G3] = [
  'A1,7,2026-03-05,S1,1,10',
  'A2,8,2026-03-05,S2,1,20',
  'A2,8,2026-03-05,S5,1,5',
  'A3,9,2026-03-05,S3,2,20',
];
const goods = (from: number, ...lines: string[]) =>
  lines.map((line, i) => cells(from + i, ...line.split(','))).join('');

/** Tables as they come out of spreadsheets, mails and scripts. */
const files: Record<string, ForeignFile> = {
  'utf16.csv': {
    text: iconv.encode('订单编号\t买家昵称\t实付金额\t付款时间\r\nG1\t小鹿\t1,299.50\t2026/3/5 10:11\r\n', 'utf-16le', {
      addBOM: true,
    }),
    sums: { orders: 1, amount: 129_950 },
  },
  'line ends.csv': {
    text: `${HEAD}\r\nG1,小鹿,10,2026/3/5\nG2,小马,20,2026/3/5\rG3,小羊,30,2026/3/5\r\n`,
    sums: three,
  },
  'files put together.csv': {
    text: `\ufeff${HEAD}\nG1,小鹿,10,2026/3/5\n\ufeff${HEAD}\nG2,小马,20,2026/3/5\n\ufeffG3,小羊,30,2026/3/5\n`,
    sums: three,
    layout: 2,
  },
  'zero bytes.csv': {
    text: `${HEAD}\nG1,小鹿\0,10,2026/3/5\nG2,小马,20\0,2026/3/5\nG3,小羊,30,2026/3/5\n`,
    sums: three,
  },
  'Western.csv': {
    text: 'Order No,Customer,Email,Order Date,Total\n1,José,a@x.fr,17/03/26,£10.00\n2,Zoë,b@x.fr,05/03/26,£20.00\n',
    sums: { orders: 2, amount: 3_000, fans: 2 },
  },
  'rounded.csv': {
    text: `订单编号,买家ID,实付金额,付款时间
2.41E+18,880012345678900,59.00,2026-03-05 20:10
2419301845566778899,8.80012E+14,59.00,2026-03-05 20:10
2419301845566778898,880012345678901,59.00,2026-03-05 20:10
`,
    sums: { orders: 1, amount: 5_900, fans: 1 },
    rejected: { IMP203: 1, IMP217: 1 },
  },
  'open quote.csv': {
    text: `订单编号,买家昵称,宝贝标题,实付金额,付款时间\nG1,小鹿,"面膜, 10片",10,2026/3/5\nG2,小马,"口红 坏,20,2026/3/5\nG3,小羊,"粉底, 30ml",30,2026/3/5\n`,
    sums: three,
  },
  'years with two digits.csv': {
    text: '单号,客户编号,下单日期,订单金额\nA1,C1,26/03/05,10.00\nA2,C2,26/03/17,20.00\n',
    sums: { orders: 2, amount: 3_000 },
  },
  'bars.txt': { text: `${HEAD.replaceAll(',', '|')}\nG1|小鹿|10|2026/3/5\n`, sums: { orders: 1, amount: 1_000 } },
  'wide.csv': {
    text: `${HEAD}${',扩展'.repeat(196)}\nG1,小鹿,10,2026/3/5${',1'.repeat(196)}\n`,
    sums: { orders: 1, amount: 1_000 },
  },
  'a sheet each year.xlsx': {
    text: buildXlsx(
      cells(1, ...HEAD.split(',')) +
        cells(2, 'G1', '小鹿', '10', '2025/3/5') +
        cells(3, 'G2', '小马', '20', '2025/3/5'),
      [],
      {
        more: {
          说明: cells(1, '本表由系统导出'),
          今年: cells(1, ...HEAD.split(',')) + cells(2, 'G3', '小羊', '30', '2026/3/5'),
        },
      },
    ),
    sums: three,
    layout: 2,
  },
  'a week in both sheets.xlsx': {
    text: buildXlsx(goods(1, SALES, G1, G1, G2), [], { more: { Next: goods(1, SALES, G2, G1, G1, G3) } }),
    sums: { orders: 3, amount: 1_000 + 1_000 + 2_000 + 4_000 },
    layout: 2,
  },
  'months joined.csv': {
    text: [SALES, G1, G2, G2B, G3, G2B, G2, G1, 'A4,7,2026-03-05,S4,1,70'].join('\n'),
    sums: { orders: 4, amount: 1_000 + 2_000 + 500 + 4_000 + 7_000 },
  },
  'rows shuffled.csv': {
    text: [SALES, G1, G2, G2B, G3, G1].join('\n'),
    sums: { orders: 3, amount: 1_000 + 1_000 + 2_000 + 500 + 4_000 },
  },
  'title above.xlsx': {
    text: buildXlsx(
      cells(1, '订单报表') +
        cells(3, ...HEAD.split(',')) +
        cells(4, 'G1', '小鹿', '10', '2026/3/5') +
        cells(5, '合计', '', '10'),
    ),
    sums: { orders: 1, amount: 1_000 },
    layout: 3,
  },
};

it.each(Object.entries(files))('%s', (name, file) => checkForeign(bench, name, file));
