import { copyFile, mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { uploadPath } from '@fanloom/server/import/file/upload-file.js';
import { type ImportBench, openImportBench } from '@fanloom/server/import/testing/import-file.js';
import { KillableProduct } from './killable-product.js';

/** Some batches of the importer. */
const ROWS = 16_000;
const BUYERS = 4_001;
/** What is killed how long after it has begun to run again: drawn once. Milliseconds. */
const FAULTS = [
  { after: 900, victim: 'server' },
  { after: 350, victim: 'postgres' },
  { after: 1_300, victim: 'postgres' },
  { after: 600, victim: 'server' },
] as const;

let product: KillableProduct;
let bench: ImportBench;

beforeEach(async () => {
  product = await KillableProduct.start();
  bench = await openImportBench({ url: product.databaseUrl, drop: async () => undefined });
});
afterEach(async () => {
  await bench.close();
  await product.dispose();
});

/** Each order once, every tenth told again; a third is not paid. */
function orders(): string {
  const head = '订单编号,买家会员名,买家应付货款,买家实际支付金额,订单状态,订单创建时间,订单付款时间';
  const rows = Array.from({ length: ROWS }, (_, no) => {
    const original = no % 10 === 9 ? no - 4 : no;
    const day = `2026-03-${String(1 + (original % 28)).padStart(2, '0')}`;
    const paid = original % 3 !== 0;
    const [status, pay, paidAt] = paid ? ['交易成功', '99.00', `${day} 10:05:00`] : ['等待买家付款', '0.00', ''];
    return `${String(100_000_000 + original)},买家${String(original % BUYERS)},99.00,${pay},${status},${day} 10:00:00,${paidAt}`;
  });
  return [head, ...rows].join('\n');
}

async function ask<T>(statement: RawBuilder<T>): Promise<T[]> {
  return (await statement.execute(bench.db)).rows;
}

/** Without waiting for the lease of a process that is no more. */
const passLease = () => ask(sql`update import set lease_until = clock_timestamp()`);

it('an import whose server and PostgreSQL are killed at any moment takes every row once', async () => {
  const id = await bench.prepare(await bench.write('orders.csv', orders()));
  await mkdir(product.uploads, { recursive: true });
  await copyFile(`${bench.folder}/orders.csv`, uploadPath(product.uploads, id));
  for (const { after, victim } of FAULTS) {
    await delay(after);
    await product.kill(victim);
    await vi.waitFor(passLease, { timeout: 20_000, interval: 50 });
  }
  const end = async () => expect(await bench.result(id)).toMatchObject({ state: 'done' });
  await vi.waitFor(end, { timeout: 60_000, interval: 200 });

  const told = Array.from({ length: ROWS }, (_, no) => no).filter((no) => no % 10 !== 9);
  const paid = told.filter((no) => no % 3 !== 0).length;
  expect(await bench.result(id)).toMatchObject({
    loaded: told.length,
    unchanged: ROWS - told.length,
    merged: 0,
    rejected: 0,
  });
  expect(
    await ask(sql`
      select (select count(*)::int from shop_order) as orders, (select sum(orders)::int from fan_shop) as paid,
        (select sum(spend)::int from fan_shop) as spend, (select count(*)::int from fan_shop) as fans,
        (select count(*)::int from event) as events, (select sum(n)::int from fan_day) as days`),
  ).toEqual([
    {
      orders: told.length,
      paid,
      spend: paid * 9_900,
      fans: BUYERS,
      events: told.length + paid,
      days: told.length + paid,
    },
  ]);
});
