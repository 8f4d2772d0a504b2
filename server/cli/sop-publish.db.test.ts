import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { ensurePackagedRoles } from '../access/packaged-roles.js';
import { createAccount, giveRole } from '../account/setup.js';
import { type Db, openDatabase } from '../db/database.js';
import { projectRoot } from '../launch/project.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { commands } from './commands.js';
import { dispatch } from './dispatch.js';

let database: TestDatabase;
let db: Db;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { connections: 2 });
  folder = await mkdtemp(join(tmpdir(), 'fanloom-publish-'));
  await db.transaction().execute(async (tx) => {
    await ensurePackagedRoles(tx);
    const shop = await tx.insertInto('shop').values({ name: '小鱼' }).returning('id').executeTakeFirstOrThrow();
    for (const role of ['operator', 'staff'] as const) {
      const id = await createAccount(tx, { login: role, name: role, password: 'correct horse 42' }, 'zh');
      await giveRole(tx, id, role, shop.id);
    }
  });
});

afterEach(() => vi.unstubAllEnvs());

afterAll(async () => {
  await db.destroy();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function publish(paths: string[], options: { shop?: string; as?: string; json?: boolean; url?: string } = {}) {
  vi.stubEnv('DATABASE_URL', options.url ?? database.url);
  let [out, err] = ['', ''];
  const output = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  const argv = ['sop', 'publish', ...paths, '--shop', options.shop ?? '小鱼', '--as', options.as ?? 'operator'];
  if (options.json) argv.push('--json');
  const exit = await dispatch([...argv, '--data', folder], commands, { LANG: 'zh_CN.UTF-8' }, output);
  return { exit, out, err };
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const sop = (name: string, step: string) => `流程 "${name}" { 当 关注 每人一次 ${step} }`;

it('publishes the SOPs of the product, which name each other, and again without a new version', async () => {
  const templates = join(projectRoot, 'dsl/templates');
  const first = await publish([templates], { json: true });
  const names = (await readdir(templates)).map((path) => basename(path, '.sop'));
  expect(first.exit).toBe(0);
  const { published } = JSON.parse(first.out) as { published: { name: string; version: number }[] };
  expect(published.map(({ name }) => name).sort()).toEqual([...names].sort());
  expect(await publish([templates])).toMatchObject({
    exit: 0,
    out: expect.stringContaining('第 1 版已上线') as string,
  });
  const versions = await db.selectFrom('sop_version').select('number').execute();
  expect(versions.map(({ number }) => number)).toEqual(names.map(() => 1));
});

it('makes a changed file the next version', async () => {
  const path = await file('a.sop', sop('改版', '打标签 "一"'));
  await publish([path]);
  await file('a.sop', sop('改版', '打标签 "二"'));
  expect(await publish([path])).toEqual({ exit: 0, out: '“改版” 第 2 版已上线\n', err: '' });
});

it('keeps what it refuses as a draft, and says what is wrong', async () => {
  const path = await file('b.sop', sop('有错', '启动流程 "哪里都没有的流程"'));
  const { exit, out } = await publish([path]);
  expect(exit).toBe(1);
  expect(out).toContain('“有错” 没有发布，已存为草稿');
  expect(out).toContain('SOP201');
  const draft = await db.selectFrom('sop').select('live_version').where('name', '=', '有错').executeTakeFirstOrThrow();
  expect(draft.live_version).toBeNull();
});

it('grants nobody more than their role', async () => {
  const path = await file('c.sop', sop('没权限', '打标签 "一"'));
  expect(await publish([path], { as: 'staff' })).toMatchObject({
    exit: 2,
    err: expect.stringContaining('REQ404') as string,
  });
});

it.each([
  [{ shop: '大鱼' }, 'SOPCLI003'],
  [{ as: 'nobody' }, 'SOPCLI004'],
  [{ url: '' }, 'CLI005'],
])('cannot run with %j', async (options, code) => {
  const path = await file('d.sop', sop('丁', '打标签 "一"'));
  expect(await publish([path], options)).toMatchObject({
    exit: 2,
    out: '',
    err: expect.stringContaining(code) as string,
  });
});
