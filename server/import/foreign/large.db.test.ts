import iconv from 'iconv-lite';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Random } from '../../demo/generate/random.js';
import { openImportBench, type ImportBench } from '../testing/import-file.js';
import { takeForeign } from './take-foreign.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
beforeEach(() => bench.newShop());
afterAll(() => bench.close());

const ROWS = 50_000;

const yuan = (fen: number) => (fen / 100).toFixed(2);

it(`adds up ${ROWS} rows of articles, far apart, with returns, totals and repeated heads between them`, async () => {
  const random = new Random(7);
  const draw = (below: number) => random.int(0, below - 1);
  const head = '订单编号,买家昵称,下单时间,商品编码,商品名称,数量,销售金额,币种';
  const lines = ['二零二六年销售明细,,,,,,,', head];
  let [amount, refunded, layout] = [0, 0, 2];
  const orders = new Set<number>();
  for (let i = 0; i < ROWS; i += 1) {
    // Some orders have rows thousands of lines further down.
    const order = draw(50) === 0 ? draw(i + 1) : i >> 1;
    const article = draw(900);
    const fen = 100 + draw(90_000);
    const isReturn = draw(100) === 0;
    const sign = isReturn ? '-' : '';
    const cells = [
      ...[
        `="S${String(100_000 + order)}"`,
        `粉丝${String(order % 9_000)}`,
        `2026/3/${String(1 + (order % 28))} 8:0${String(order % 10)}`,
      ],
      ...[`P${String(article)}`, `商品${String(article)}`, `${sign}${String(1 + draw(3))}`],
      ...[`${sign}￥${yuan(fen)}`, i === ROWS - 1 ? 'USD' : 'CNY'],
    ];
    lines.push(cells.join(','));
    orders.add(order);
    if (isReturn) refunded += fen;
    else amount += fen;
    if (i % 9_999 === 9_998) {
      lines.push(head, `合计,,,,,,${yuan(amount)},`, '');
      layout += 3;
    }
  }
  const { result, sums } = await takeForeign(bench, '明细.csv', iconv.encode(lines.join('\r\n'), 'gbk'));
  const { loaded, merged, unchanged, rejected } = result;
  expect(loaded + merged + unchanged + rejected).toBe(ROWS);
  expect(result).toMatchObject({ state: 'done', rejected: 0, layout });
  expect((result.cautions as { code: string }[]).map(({ code }) => code)).toEqual(['IMP127']);
  expect(sums).toMatchObject({ orders: orders.size, amount, refunded });
}, 120_000);

it(`adds up ${ROWS} orders that are told again with a later state, in two files in any order`, async () => {
  const random = new Random(11);
  const draw = (below: number) => random.int(0, below - 1);
  const head =
    'Номер заказа;Дата заказа;Дата оплаты;ID клиента;Наименование товара;Статус заказа;Сумма заказа;Статус возврата';
  let [amount, refunded] = [0, 0];
  const [early, late]: [string[], string[]] = [[head], [head]];
  const orders = ROWS / 2;
  for (let i = 0; i < orders; i += 1) {
    const fen = 100 + draw(900_000);
    const about = `${String(i + 1)};${String(1 + (i % 28)).padStart(2, '0')}.02.2026 10:00`;
    const paidAt = `${String(1 + (i % 28)).padStart(2, '0')}.02.2026 10:05`;
    const price = `${String(Math.floor(fen / 100))},${String(fen % 100).padStart(2, '0')}`;
    const goods = `${String(draw(7_000))};Товар ${String(draw(50))}`;
    const isBack = draw(20) === 0;
    early.push(`${about};;${goods};Ожидает оплаты;${price};`);
    late.push(`${about};${paidAt};${goods};Доставлен;${price};${isBack ? 'Refunded' : ''}`);
    amount += fen;
    if (isBack) refunded += fen;
  }
  const write = (lines: string[]) => iconv.encode(lines.join('\n'), 'windows-1251');
  for (const files of [
    [early, late],
    [late, early],
  ]) {
    await bench.newShop();
    let sums;
    for (const [i, lines] of files.entries()) sums = (await takeForeign(bench, `${String(i)}.csv`, write(lines))).sums;
    expect(sums).toMatchObject({ orders, amount, refunded });
  }
}, 240_000);

it('tells the goods of a new shop’s orders, whose lines come in a file of their own', async () => {
  const orders = Array.from({ length: 3_000 }, (_, i) => i);
  const list = orders.map((i) => `="24${String(i)}",小鹿${String(i % 900)},${yuan(i)},2026-03-0${String(1 + (i % 9))}`);
  await takeForeign(bench, '订单.csv', ['订单编号,买家会员名,买家应付货款,订单创建时间', ...list].join('\n'));
  const lines = orders.flatMap((i) => [
    `="24${String(i)}",面膜,10.00,1,M`,
    `="24${String(i)}",口红${String(i)},9.00,1,K`,
  ]);
  const file = ['订单编号,标题,价格,购买数量,商家编码', ...lines].join('\n');
  const { result, sums } = await takeForeign(bench, '明细.csv', file);
  expect(result).toMatchObject({ loaded: 6_000, rejected: 0 });
  expect(sums).toMatchObject({ orders: 3_000, amount: (2_999 * 3_000) / 2 });
  const goods = sql<number>`count(distinct properties->'product')::int`;
  const told = await bench.db.selectFrom('event').select(goods.as('n')).where('shop_id', '=', bench.shop.id).execute();
  expect(told).toEqual([{ n: 3_000 }]);
}, 30_000);
