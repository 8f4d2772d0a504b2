import { rm } from 'node:fs/promises';
import { type RawBuilder, sql } from 'kysely';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrate } from '@fanloom/server/db/migrate.js';
import { BATCH_ROWS } from '@fanloom/server/import/prepare-batches.js';
import { isConnectionError } from '@fanloom/server/import/run/connection-error.js';
import { type ImportBench, openImportBench } from '@fanloom/server/import/testing/import-file.js';
import { freePort } from '@fanloom/server/launch/port.js';
import { type Postgres, startPostgres } from '@fanloom/server/launch/postgres.js';
import { throwawaySettings } from '@fanloom/server/launch/postgres-settings.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';
import { killPostgres } from './postgres-process.js';
import { until } from './until.js';

/** Some batches, the last not full. */
const ROWS = 11_000;
const BUYERS = 3_001;

let folder: string;
let port: number;
let server: Postgres;

beforeEach(async () => {
  folder = await makeTestFolder();
  port = await freePort();
  await start();
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

async function start(): Promise<void> {
  server = await startPostgres({ folder, port, settings: throwawaySettings, say: () => undefined });
}

/** Orders of every kind: paid, unpaid, closed, told twice, told again as paid, and with a number that Excel has spoilt. */
function orders(): Buffer {
  const head =
    '订单编号,买家会员名,买家应付货款,买家实际支付金额,订单状态,收货人姓名,收货地址,联系手机,订单创建时间,订单付款时间,宝贝标题,宝贝总数量,订单关闭原因';
  const rows = Array.from({ length: ROWS }, (_, no) => {
    const original = no % 40 === 39 ? no - 7 : no;
    const number = no % 50 === 49 ? '2.417E+18' : `="24170000000${String(original).padStart(8, '0')}"`;
    const buyer = original % BUYERS;
    const phone = `138${String(buyer).padStart(8, '0')}`;
    const day = `2026-03-${String(1 + (original % 28)).padStart(2, '0')}`;
    const paid = original % 3 !== 0 || original !== no;
    const [status, pay] = paid ? ['交易成功', '99.00'] : ['等待买家付款', '0.00'];
    const paidAt = paid ? `${day} 10:05:00` : '';
    return `${number},买家${String(buyer)},99.00,${pay},${status},王小丽,浙江省 杭州市,${phone},${day} 10:00:00,${paidAt},口红,1,`;
  });
  return iconv.encode([head, ...rows, ''].join('\r\n'), 'gbk');
}

/** All that an import decides, with names of the data's own instead of ids. */
async function everything({ db }: ImportBench) {
  const rows = async (statement: RawBuilder<unknown>) => (await statement.execute(db)).rows;
  return {
    counts: await rows(sql`select state, layout, loaded, merged, unchanged, rejected, problem, warnings from import`),
    batches: await rows(sql`select no, first_row, last_row, outcomes from import_batch order by no`),
    rejects: await rows(sql`select row_no, reason, detail from import_reject order by row_no`),
    fans: await rows(sql`
      select nick, orders, spend, refunded, first_purchase_at, last_purchase_at from fan_shop order by nick`),
    orders: await rows(sql`
      select number, o.status, status_at, payable, paid, o.refunded, ordered_at, paid_at, s.nick
      from shop_order o left join fan_shop s on s.fan_id = o.fan_id order by number`),
    days: await rows(sql`
      select s.nick, d.type, d.day, d.n, d.amount from fan_day d join fan_shop s on s.fan_id = d.fan_id
      order by s.nick, d.type, d.day`),
    events: await rows(sql`
      select s.nick, e.type, e.happened_at, e.history, e.properties from event e join fan_shop s on s.fan_id = e.fan_id
      order by e.type, e.happened_at, e.properties::text`),
  };
}

it('an import whose PostgreSQL is killed goes on after its restart, to the very result of a clean run', async () => {
  await migrate(server.url);
  const bench = await openImportBench({ url: server.url, drop: async () => undefined });
  const clean = await openImportBench();
  try {
    const path = await bench.write('orders.csv', orders());
    const id = await bench.prepare(path);
    for (const batches of [1, 2]) {
      let committed = 0;
      const running = bench.run(id, path, { onProgress: () => committed++ });
      const failed = running.then(
        () => null,
        (error: unknown) => error,
      );
      await until(() => committed > 0);
      await killPostgres(server);
      expect(await failed).toSatisfy(isConnectionError);
      await start();
      expect(await bench.result(id)).toMatchObject({ state: 'running' });
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from import_batch`.execute(bench.db);
      expect(rows[0]?.n).toBeGreaterThanOrEqual(batches);
      // As if half a minute had gone by: nobody runs it any more.
      await sql`update import set lease_until = clock_timestamp()`.execute(bench.db);
    }
    expect(await bench.run(id, path)).toBe('done');

    await clean.take('orders.csv', orders());
    const found = await everything(bench);
    expect(found).toEqual(await everything(clean));
    expect(found.counts).toMatchObject([{ state: 'done', rejected: ROWS / 50 }]);
    expect(found.batches).toHaveLength(Math.ceil(ROWS / BATCH_ROWS));
    expect(found.fans).toHaveLength(BUYERS);
  } finally {
    await bench.close();
    await clean.close();
  }
});
