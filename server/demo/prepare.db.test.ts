import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { setUp } from '../account/setup.js';
import { startSimulatedClock, stopSimulatedClock } from '../clock/clock.js';
import { MasterKeys } from '../crypto/master-keys.js';
import { openDatabase, type Db } from '../db/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { PEOPLE } from './people.js';
import { prepareDemo } from './prepare.js';
import { readProgress, writeProgress } from './progress.js';

const keys = { masterKeys: MasterKeys.of(randomBytes(32)), lookupKey: randomBytes(32) };
const size = { fans: 80, orders: 200 };
const beforeTen = new Date('2026-03-05T01:59:50Z');

let database: TestDatabase;
let db: Db;
let folder: string;
let said: Bilingual[];
beforeEach(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { connections: 3 });
  folder = await mkdtemp(join(tmpdir(), 'fanloom-demo-'));
  said = [];
  await startSimulatedClock(db, 1, beforeTen);
  await stopSimulatedClock(db);
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
  await rm(folder, { recursive: true });
});

const prepare = () => prepareDemo(db, keys, folder, (line) => said.push(line), size);

async function countOf(table: 'event' | 'staff' | 'import' | 'fan_shop' | 'sop_version'): Promise<number> {
  const row = await db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return row.n;
}

it('makes a shop with people, a past and live SOPs, whose broadcast begins at ten', async () => {
  const { progress } = await prepare();
  expect(new Date(progress.startsAt).toISOString()).toBe('2026-03-05T02:00:00.000Z');
  expect(await countOf('staff')).toBe(Object.keys(PEOPLE).length);
  expect(await countOf('fan_shop')).toBeGreaterThanOrEqual(size.fans);
  const imports = await db.selectFrom('import').select(['state', 'options']).execute();
  expect(imports.map(({ state }) => state)).toEqual(imports.map(() => 'done'));
  for (const { options } of imports) expect(options).toMatchObject({ mode: 'history' });
  const sops = await db.selectFrom('sop').select(['name', 'live_version']).orderBy('name').execute();
  expect(sops).toHaveLength(4);
  expect(sops.filter((sop) => sop.live_version === null)).toEqual([]);
});

it('gives fans to the staff whom the follower list names, and leaves others to the pool', async () => {
  await prepare();
  const owners = await db
    .selectFrom('fan_shop')
    .leftJoin('staff', 'staff.id', 'fan_shop.owner_id')
    .select('staff.login')
    .distinct()
    .execute();
  expect(new Set(owners.map(({ login }) => login))).toEqual(new Set([PEOPLE.zhou.login, PEOPLE.chen.login, null]));
});

it('goes on where it was at the next start, and after one that was broken off', async () => {
  await prepare();
  const tables = ['event', 'staff', 'import', 'fan_shop', 'sop_version'] as const;
  const before = await Promise.all(tables.map(countOf));
  said = [];
  await prepare();
  expect(said).toEqual([{ zh: '演示数据已在，接着上次继续', en: 'The demo goes on where it was' }]);

  const progress = await readProgress(folder);
  if (progress) await writeProgress(folder, { ...progress, prepared: false });
  await prepare();
  expect(await Promise.all(tables.map(countOf))).toEqual(before);
});

it('leaves the installation of somebody else alone', async () => {
  const account = { name: 'A', password: 'a sentence nobody knows' };
  const input = {
    shop: { name: 'other' },
    administrator: { ...account, login: 'one' },
    operator: { ...account, login: 'two' },
  };
  await setUp(db, input);
  await expect(prepare()).rejects.toMatchObject({ code: 'DEMO001' });
  expect(await countOf('staff')).toBe(2);
});
