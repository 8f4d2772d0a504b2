import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectRoot } from '../launch/project.js';
import { mapColumns } from './map-columns.js';
import { USUAL } from './notation.js';
import { prepareBatches, type PreparedBatch, type Reading } from './prepare-batches.js';
import type * as inThread from './prepare-in-thread.js';

/** A thread runs built files; `npm test` builds them before. */
const built = pathToFileURL(join(projectRoot, 'server/dist/import/prepare-in-thread.js')).href;
const { prepareInThread } = (await import(built)) as typeof inThread;

const HEAD = '订单编号,买家会员名,手机号,实付金额,订单状态,下单时间';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-thread-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function readingOf(rows: string[]): Promise<Reading> {
  const path = join(folder, 'orders.csv');
  await writeFile(path, [HEAD, ...rows].join('\n'));
  return {
    path,
    format: { type: 'csv', encoding: 'utf-8', delimiter: ',' },
    kind: 'orders',
    mapping: { header_row: 1, columns: mapColumns('orders', HEAD.split(',')).columns, notation: USUAL, events: {} },
    place: { id: '01900000-0000-7000-8000-000000000001', platform: 'taobao', zone: 'Asia/Shanghai' },
    ownFields: new Map(),
    keys: { lookupKey: Buffer.alloc(32, 8) },
    now: new Date('2026-06-01'),
  };
}

async function all(batches: AsyncGenerator<PreparedBatch>): Promise<PreparedBatch[]> {
  const read: PreparedBatch[] = [];
  for await (const batch of batches) read.push(batch);
  return read;
}

const rows = Array.from(
  { length: 4_500 },
  (_, i) =>
    `24170${String(i)},小鱼${String(i)},139${String(10_000_000 + i)},9.9,${i % 9 ? '交易成功' : ''},2026-03-0${String((i % 9) + 1)}`,
);

it('gives the same batches as the thread that asks, from any row on', async () => {
  const reading = await readingOf([...rows, '坏的,小鹿,,很多,,']);
  const here = await all(prepareBatches(reading));
  expect(here).toHaveLength(2);
  expect(await all(prepareInThread(reading))).toEqual(here);
  expect(await all(prepareInThread(reading, 4_001))).toEqual(await all(prepareBatches(reading, 4_001)));
});

it('tells what is wrong with a file as the thread that asks does', async () => {
  const reading = await readingOf([...rows, `2417,"小鹿${'x'.repeat(300_000)}`]);
  await expect(all(prepareInThread(reading))).rejects.toMatchObject({ code: 'IMP108', name: 'UserError' });
});

it('ends with whoever stops asking', async () => {
  for await (const batch of prepareInThread(await readingOf(rows))) {
    expect(batch.lines[0]?.is).toBe('layout');
    break;
  }
});
