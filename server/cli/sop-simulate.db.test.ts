import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { ensurePackagedRoles } from '../access/packaged-roles.js';
import { createAccount, giveRole } from '../account/setup.js';
import { type Db, openDatabase } from '../db/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { commands } from './commands.js';
import { dispatch } from './dispatch.js';

let database: TestDatabase;
let db: Db;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { connections: 2 });
  folder = await mkdtemp(join(tmpdir(), 'fanloom-simulate-'));
  await db.transaction().execute(async (tx) => {
    await ensurePackagedRoles(tx);
    const shop = await tx.insertInto('shop').values({ name: '小鱼' }).returning('id').executeTakeFirstOrThrow();
    const operator = await createAccount(tx, { login: 'operator', name: '林', password: 'correct horse 42' }, 'zh');
    await giveRole(tx, operator, 'operator', shop.id);
    const fan = crypto.randomUUID();
    await tx.insertInto('fan').values({ id: fan, root_id: fan, nick: '爱美的猫' }).execute();
    await tx.insertInto('fan_shop').values({ shop_id: shop.id, fan_id: fan }).execute();
    const happened_at = new Date('2026-03-02T10:00:00+08:00');
    const event = { shop_id: shop.id, fan_id: fan, type: 'follow', happened_at, arrived_at: happened_at };
    await tx
      .insertInto('event')
      .values({ ...event, source: 'test' })
      .execute();
  });
});

afterEach(() => vi.unstubAllEnvs());

afterAll(async () => {
  await db.destroy();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function simulate(...options: string[]) {
  vi.stubEnv('DATABASE_URL', database.url);
  const path = join(folder, 'a.sop');
  await writeFile(path, '流程 "新粉" { 当 关注 每人一次 发私信 "欢迎" }');
  let [out, err] = ['', ''];
  const output = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  const argv = ['sop', 'simulate', path, '--shop', '小鱼', '--as', 'operator', ...options];
  const exit = await dispatch(argv, commands, { LANG: 'zh_CN.UTF-8' }, output);
  return { exit, out, err };
}

it('tells what would have happened to the fans of a shop', async () => {
  const { exit, out } = await simulate('--from', '2026-03-01', '--to', '2026-03-07');
  expect(exit).toBe(0);
  expect(out).toContain('流程“新粉”，2026-03-01 至 2026-03-07\n看了 1 位粉丝，进入 1 位（1 次）\n');
  expect(out).toContain('\n  2026-03-02  私信 1\n');
  expect(out).toContain('例子：爱美的猫\n  03-02 10:00  进入流程\n  03-02 10:00  发出私信“欢迎”\n');
});

it('gives programs the figures as one value', async () => {
  const { out } = await simulate('--from', '2026-03-01', '--to', '2026-03-07', '--json');
  expect(JSON.parse(out)).toMatchObject({ sop: '新粉', fans: 1, sent: 1, finished: 1 });
});

it('cannot run over days that are not there', async () => {
  expect(await simulate('--from', 'yesterday')).toMatchObject({
    exit: 2,
    out: '',
    err: expect.stringContaining('SIMULATE423') as string,
  });
});
