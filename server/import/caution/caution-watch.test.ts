import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareBatches } from '../prepare-batches.js';
import { previewFile } from '../preview.js';
import { testKeys } from '../testing/import-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-cautions-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function look(head: string, rows: readonly string[]) {
  const path = join(folder, 'a.csv');
  await writeFile(path, [head, ...rows, ''].join('\n'));
  const shop = { id: 's1', platform: 'taobao', zone: 'Asia/Shanghai' };
  return previewFile(path, { shop, ownFields: new Map(), keys: testKeys, now: new Date() });
}
const cautions = async (head: string, ...rows: string[]) =>
  (await look(head, rows)).cautions.map(({ code, text }) => [code, text.en]);

const HEAD = 'order_id,customer_id,order_date,total';

it('says that a phone which many people have in common would make them one', async () => {
  const lines = (phoneOf: (n: number) => string) =>
    Array.from({ length: 25 }, (_, n) => `${String(n)},u${String(n)}@example.com,${phoneOf(n)},2026-01-01,5`);
  const head = 'order_id,email,phone,order_date,total';
  expect(await cautions(head, ...lines(() => '13800138000'))).toEqual([
    ['IMP150', expect.stringContaining('"phone" stands beside 25 people who differ in "email"')],
  ]);
  expect(await cautions(head, ...lines((n) => `1380013800${String(n % 5)}`))).toEqual([]);
  expect(await cautions(head, ...lines(() => '138****8000'))).toEqual([]);
});

it('says that a nick which several accounts have in common would make them one, but not of those who bought twice', async () => {
  const lines = (nickOf: (n: number) => string) =>
    Array.from({ length: 8 }, (_, n) => `${String(n)},u${String(n % 4)},${nickOf(n)},2026-01-01,5`);
  const head = 'order_id,customer_id,nickname,order_date,total';
  expect(await cautions(head, ...lines(() => 'momo'))).toEqual([
    ['IMP151', expect.stringContaining('"nickname" stands beside 4 people who differ in "customer_id"')],
  ]);
  expect(await cautions(head, ...lines((n) => `小鱼${String(n % 4)}`))).toEqual([]);
  expect(await cautions(head, ...lines((n) => `小鱼${String(n % 2)}`)), 'two accounts').toEqual([]);
  expect(await cautions(head, ...lines(() => '小**'))).toEqual([]);
  expect(await cautions(head, ...lines(() => '微信用户')), 'identifies nobody').toEqual([]);
});

it('is silent about discounts beside a price from which they are taken', async () => {
  const lines = ['1,7,2026-01-01,2,9.00,1.00', '2,8,2026-01-02,1,8.00,2.00'];
  const head = 'order_id,customer_id,order_date,quantity,PRICE,direct_discount_per_unit';
  expect(await cautions(head.replace('PRICE', 'final_unit_price'), ...lines)).toEqual([]);
  expect(await cautions(head.replace('PRICE', 'unit_price'), ...lines)).toMatchObject([['IMP148', expect.anything()]]);
});

const DATES = ['2026-03-02', '05/03/2026', '2026-03-07', '09/03/2026', '12/03/2026'];

it('is silent about short dates that those in full beside them tell', async () => {
  const lines = (dates: string[]) => dates.map((date, i) => `${String(i)},7,${date},5`);
  expect(await cautions(HEAD, ...lines(DATES))).toEqual([]);
  expect(await cautions(HEAD, ...lines(DATES.slice(1)))).toEqual([]);
  expect(await cautions(HEAD, ...lines(DATES.slice(0, 3)))).toMatchObject([['IMP130', expect.anything()]]);
  expect(await cautions(HEAD, ...lines(['2026-03-02', '01/02/2026', '03/07/2026', '11/12/2026']))).toMatchObject([
    ['IMP130', expect.anything()],
  ]);
});

it('says of which currencies amounts are that would be added up', async () => {
  const told = await cautions(
    `${HEAD},Currency`,
    '1,7,2026-01-01,5,USD',
    '2,8,2026-01-02,600,JPY',
    '3,9,2026-01-02,6,USD',
  );
  expect(told).toEqual([
    ['IMP127', expect.stringContaining('The 3 rows looked at are of several currencies (USD 2 / JPY 1 rows)')],
  ]);
  expect(await cautions(HEAD, '1,7,2026-01-01,$5', '2,8,2026-01-02,€6')).toMatchObject([['IMP127', {}]]);
  expect(await cautions(`${HEAD},Currency`, '1,7,2026-01-01,5,USD', '2,8,2026-01-02,600,usd')).toEqual([]);
  expect(await cautions(HEAD, '1,7,2026-01-01,¥5', '2,8,2026-01-02,￥6', '3,8,2026-01-02,6')).toEqual([]);
});

it('says that orders have no amounts, or very large ones', async () => {
  expect(await cautions('order_id,customer_id,order_date,status', '1,7,2026-01-01,paid')).toMatchObject([
    ['IMP128', {}],
  ]);
  expect(await cautions(HEAD, '1,7,2026-01-01,16990000', '2,7,2026-01-01,5990000')).toMatchObject([['IMP129', {}]]);
});

it('says that dates can be read in two ways, unless a row tells, however far down', async () => {
  const days = Array.from({ length: 2_600 }, (_, i) => `${String(i)},${String(i)},01/02/2026,5`);
  const open = await look(HEAD, days);
  expect(open.notation.dates).toBe('month_first');
  expect(open.cautions.map(({ code }) => code)).toEqual(['IMP130']);
  const told = await look(HEAD, [...days, '7777,7,25/02/2026,5']);
  expect(told.notation.dates).toBe('day_first');
  expect(told.cautions).toEqual([]);
});

it('says so where some dates were written anew by a spreadsheet that knew their day and month', async () => {
  const dates = ['13-01-2026', '02/01/2026', '25-01-2026'].map((date, i) => `${String(i)},${String(i)},${date},5`);
  expect(await cautions(HEAD, ...dates)).toMatchObject([['IMP130', expect.stringContaining('02/01/2026')]]);
  expect(await cautions(HEAD, ...dates, '7,7,25/02/2026,5')).toEqual([]);
});

it('says that nothing tells who bought', async () => {
  expect(await cautions('order_id,order_date,total', '1,2026-01-01,5')).toMatchObject([['IMP149', {}]]);
});

it('takes the decimals of a list from the first row that tells them', async () => {
  const amounts = Array.from(
    { length: 2_600 },
    (_, i) => `${String(i)},${String(i)},2026-02-01,"1.${String(100 + (i % 800))}"`,
  );
  const told = await look(HEAD, [...amounts, '7777,7,2026-02-01,"12,50"']);
  expect(told.notation.decimal).toBe(',');
});

it('tells of the whole file also where an import goes on in its middle', async () => {
  const path = join(folder, 'b.csv');
  const rows = Array.from({ length: 6_500 }, (_, i) => `${String(i)},${String(i)},2026-01-01,${i === 5 ? '€' : '$'}5`);
  await writeFile(path, [HEAD, ...rows, ''].join('\n'));
  const place = { id: 's1', platform: 'taobao', zone: 'Asia/Shanghai' };
  const about = { shop: place, ownFields: new Map(), keys: testKeys, now: new Date() };
  const { kind, format, header_row, ...read } = await previewFile(path, about);
  if (!kind || header_row === null) throw new Error('A list of orders');
  const reading = { path, format, kind, mapping: { header_row, ...read }, place, ...about };
  const told: string[][] = [];
  for await (const { cautions } of prepareBatches(reading, 3_001)) told.push(cautions.map(({ text }) => text.en));
  expect(told).toHaveLength(2);
  expect(told.at(-1)).toEqual([expect.stringContaining('USD 6499 / EUR 1 rows')]);
});
