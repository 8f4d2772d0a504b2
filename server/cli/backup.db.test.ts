import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type FakeBucket, fakeBucket } from '../backup/testing/fake-bucket.js';
import { openDatabase } from '../db/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { backupCommand } from './backup.js';
import { dispatch } from './dispatch.js';

const NAMES = ['fanloom-20261121T020000Z.backup', 'fanloom-20261122T020000Z.backup'];

let database: TestDatabase;
let bucket: FakeBucket;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  bucket = await fakeBucket();
  folder = await mkdtemp(join(tmpdir(), 'fanloom-backup-'));
  for (const name of [...NAMES, 'notes.txt']) await writeFile(join(folder, name), name);
  const { region, accessKeyId, secretAccessKey } = bucket.settings;
  await writeFile(join(folder, 'secret'), `${secretAccessKey}\n`);
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('BACKUP_S3_URL', `${bucket.url}/backups`);
  vi.stubEnv('BACKUP_S3_PREFIX', '/crm/');
  vi.stubEnv('BACKUP_S3_REGION', region);
  vi.stubEnv('BACKUP_S3_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('BACKUP_S3_SECRET_ACCESS_KEY_FILE', join(folder, 'secret'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await bucket.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function fanloom(...argv: string[]) {
  let out = '';
  const write = (text: string) => (out += text);
  const exit = await dispatch(
    ['backup', ...argv],
    [backupCommand],
    { LANG: 'en' },
    { stdout: { write }, stderr: { write } },
  );
  return [exit, out] as const;
}

async function backedUp(): Promise<boolean> {
  const db = openDatabase(database.url, { connections: 1 });
  const { backed_up_at } = await db.selectFrom('installation').select('backed_up_at').executeTakeFirstOrThrow();
  await db.destroy();
  return backed_up_at !== null;
}

it('stores the newest backup of a folder, lists it and fetches it', async () => {
  const [, newest = ''] = NAMES;
  expect(await fanloom('put', folder)).toEqual([0, `${newest}\t31\n`]);
  expect([...bucket.files.keys()]).toEqual([`/backups/crm/${newest}`]);
  expect(await fanloom('list', '--json')).toEqual([0, `{"name":"${newest}","bytes":31}\n`]);
  const fetched = join(folder, 'fetched');
  expect(await fanloom('get', newest, fetched)).toEqual([0, '']);
  expect([await readFile(fetched, 'utf8'), (await stat(fetched)).mode & 0o777]).toEqual([newest, 0o600]);
});

it('notes a backup only when the bucket has it', async () => {
  const [oldest = ''] = NAMES;
  bucket.failures.push(403);
  expect((await fanloom('put', join(folder, oldest), '--mark'))[0]).toBe(2);
  expect(await backedUp()).toBe(false);
  expect(await fanloom('put', join(folder, oldest), '--mark')).toEqual([0, `${oldest}\t31\n`]);
  expect(await backedUp()).toBe(true);
});

it.each([
  ['put', 'notes.txt'],
  ['get', '../../etc/passwd', 'x'],
  ['list', 'x'],
  ['get', NAMES[0] ?? ''],
])('refuses backup %s %s', async (...argv) => {
  const [exit, out] = await fanloom(...argv.map((word) => (word === 'notes.txt' ? join(folder, word) : word)));
  expect([exit, out]).toEqual([2, expect.stringContaining('BACKUP004')]);
});

it('says which setting is missing', async () => {
  vi.stubEnv('BACKUP_S3_ACCESS_KEY_ID', '');
  const [exit, out] = await fanloom('list');
  expect([exit, out]).toEqual([2, expect.stringContaining('BACKUP_S3_ACCESS_KEY_ID is missing')]);
});
