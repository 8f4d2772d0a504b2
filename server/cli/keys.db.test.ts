import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ensureSecrets, readSecrets } from '../config/secrets.js';
import { openDatabase } from '../db/database.js';
import { uuid7 } from '../db/uuid7.js';
import { createFanKeys, readFanKeys } from '../identity/fan-keys.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { dispatch } from './dispatch.js';
import { keysCommand } from './keys.js';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'fanloom-keys-'));
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('FANLOOM_SECRETS', join(folder, 'secrets.json'));
  await ensureSecrets(join(folder, 'secrets.json'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function fanloom(...argv: string[]) {
  let out = '';
  const output = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (out += text) },
  };
  const exit = await dispatch(['keys', ...argv], [keysCommand], { LANG: 'en' }, output);
  return [exit, out] as const;
}

async function refusal(...argv: string[]): Promise<string> {
  const [exit, out] = await fanloom(...argv);
  expect(exit).toBe(2);
  return out.slice(0, 6);
}

it('rotates, says what uses which key, and removes only what nothing needs', async () => {
  const db = openDatabase(database.url, { connections: 1 });
  const running = await readSecrets(join(folder, 'secrets.json'));
  const fans = [uuid7(), uuid7()];
  const plain = await db.transaction().execute((tx) => createFanKeys(tx, running, fans));
  expect(await fanloom('status')).toEqual([0, 'v1\tcurrent\tfan_key.wrapped 2\n']);
  expect(await refusal('remove', '1')).toBe('KEY002');

  expect((await fanloom('rotate'))[1]).toContain('2 values sealed anew');
  expect(await fanloom('status')).toEqual([0, 'v1\tnot needed any more\nv2\tcurrent\tfan_key.wrapped 2\n']);
  // A process that ran all the while uses the new key now, and reads what others sealed with it.
  expect(await readFanKeys(db, running, fans)).toEqual(plain);
  await db.transaction().execute((tx) => createFanKeys(tx, running, [uuid7()]));
  expect((await fanloom('status', '--json'))[1]).toContain(
    '"version":2,"current":true,"present":true,"sealed":{"fan_key.wrapped":3}',
  );

  expect((await fanloom('remove', '1'))[0]).toBe(0);
  expect(await refusal('remove', '2')).toBe('KEY002');
  expect(await refusal('remove', '1')).toBe('KEY003');
  expect(await readFanKeys(db, await readSecrets(join(folder, 'secrets.json')), fans)).toEqual(plain);
  await db.destroy();
});

it('rotates nothing while the file lacks a key that data is sealed with', async () => {
  vi.stubEnv('FANLOOM_SECRETS', join(folder, 'other.json'));
  await ensureSecrets(join(folder, 'other.json'));
  expect(await fanloom('rotate')).toEqual([2, expect.stringMatching(/^KEY004 .* v2,/)]);
  expect((await readSecrets(join(folder, 'other.json'))).masterKeys.versions).toEqual([1]);
});
