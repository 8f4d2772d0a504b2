import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dryRun } from './dry-run.js';
import { BATCH_ROWS } from '../prepare-batches.js';
import { importKind, importMapping, importOptions, storedFormat } from '../import-settings.js';
import { openImportBench, testKeys, type ImportBench } from '../testing/import-file.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

async function attempt(path: string, options = {}) {
  const id = await bench.prepare(path, options);
  const row = await bench.result(id);
  const result = await dryRun(bench.db, testKeys, {
    id,
    shopId: bench.shop.id,
    kind: importKind.parse(row.kind),
    fileName: row.file_name,
    options: importOptions.parse(row.options),
    path,
    format: storedFormat.parse(row.format),
    mapping: importMapping.parse(row.mapping),
  });
  return { id, result };
}

async function tables() {
  const counted = await sql`
    select (select count(*) from fan) as fans, (select count(*) from event) as events,
      (select count(*) from event_key) as keys, (select count(*) from shop_order) as orders,
      (select count(*) from live_session) as sessions, (select count(*) from fact_outbox) as outbox,
      (select count(*) from import_earlier) as earlier, (select count(*) from import_batch) as batches`.execute(
    bench.db,
  );
  return counted.rows;
}

const HEAD = '订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,订单付款时间\n';
const order = (no: number, buyer: string, status = '交易成功') =>
  `${String(no)},${buyer},99,${status},2026-03-01 08:00,2026-03-01 09:00\n`;

it('tells the numbers that the import then has, and leaves nothing', async () => {
  await bench.take('march.csv', HEAD + order(1, '小鹿') + order(2, '大象'));
  const path = await bench.write(
    'april.csv',
    HEAD + order(1, '小鹿', '交易关闭') + order(2, '大象') + order(3, '阿月') + order(3, '阿月') + order(4, 't**3'),
  );
  const before = await tables();
  const { id, result } = await attempt(path, { mode: 'current' });
  const numbers = { layout: 1, loaded: 1, merged: 1, unchanged: 2, rejected: 1 };
  expect(result).toMatchObject({ ...numbers, rows: 6, complete: true, new_fans: 1 });
  expect(result.reasons.map(({ code, count }) => [code, count])).toEqual([['IMP204', 1]]);
  expect(await tables()).toEqual(before);
  await bench.run(id, path);
  expect(await bench.result(id)).toMatchObject(numbers);
});

it('makes no broadcast either', async () => {
  const path = await bench.write('3月5日.csv', '用户昵称,观看时长\n小鹿,90\n');
  const before = await tables();
  expect((await attempt(path)).result).toMatchObject({ loaded: 1 });
  expect(await tables()).toEqual(before);
});

it('tries the beginning of a large file and says so', async () => {
  const rows = Array.from({ length: 20_100 }, (_, i) => `fan${String(i % 10)},短视频\n`).join('');
  const { result } = await attempt(await bench.write('large.csv', `昵称,来源\n${rows}`));
  expect(result).toMatchObject({ rows: 5 * BATCH_ROWS, complete: false, new_fans: 10 });
});
