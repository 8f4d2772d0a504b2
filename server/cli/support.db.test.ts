import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest';
import { ensureSecrets } from '../config/secrets.js';
import { createTestApp, type TestApp } from '../http/testing/test-app.js';
import { knownFan, marks } from '../privacy/testing/known-fan.js';
import { withDatabase } from '../testing/database-admin.js';
import { makeTestFolder } from '../testing/folder.js';
import { dispatch } from './dispatch.js';
import { supportCommand } from './support.js';

const run = promisify(execFile);

let app: TestApp;
let folder: string;
beforeEach(async () => {
  [app, folder] = [await createTestApp(), await makeTestFolder()];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([app.close(), rm(folder, { recursive: true })]);
});

it('packs what tells how the product is, and neither a secret nor anything of a person', async () => {
  const shop = await app.db.insertInto('shop').values({ name: '小鱼旗舰店' }).returning('id').executeTakeFirstOrThrow();
  await app.addStaff('lin-xiaoyu', 'operator', shop.id);
  await knownFan(app, shop.id);
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(app.db);
  const secretsFile = join(folder, 'secrets.json');
  await ensureSecrets(secretsFile);
  const secrets = Object.values(JSON.parse(await readFile(secretsFile, 'utf8')) as Record<string, string>);
  await mkdir(join(folder, 'log'));
  const error = { name: 'DatabaseError', code: '23505', detail: `Key (nick)=(${marks.nick}) already exists` };
  const log = [JSON.stringify({ level: 40, msg: 'pass failed', err: error }), `ERROR: ${Object.values(marks).join()}`];
  await writeFile(join(folder, 'log', 'worker.log'), log.join('\n'));
  vi.stubEnv('DATABASE_URL', withDatabase(inject('templateUrl'), rows[0]?.name ?? ''));
  vi.stubEnv('FANLOOM_SECRETS', secretsFile);
  vi.stubEnv('TEMPORAL_ADDRESS', '127.0.0.1:1');
  vi.stubEnv('TEMPORAL_API_KEY', 'key-of-temporal');
  vi.stubEnv('PORT', '9123');

  const out = join(folder, 'support.tar.gz');
  let told = '';
  const output = {
    stdout: { write: (text: string) => (told += text) },
    stderr: { write: (text: string) => (told += text) },
  };
  const exit = await dispatch(['support', '--data', folder, '--out', out], [supportCommand], process.env, output);
  expect([exit, told]).toEqual([0, `${out}\n`]);
  expect((await stat(out)).mode & 0o777).toBe(0o600);

  told = '';
  const nowhere = ['support', '--data', folder, '--out', join(folder, 'missing', 'support.tar.gz')];
  expect(await dispatch(nowhere, [supportCommand], process.env, output)).toBe(2);
  expect(told).toMatch(/SUPCLI001.*ENOENT/s);

  const { stdout: names } = await run('tar', ['-tzf', out]);
  expect(names.trim().split('\n').sort()).toEqual([
    'about.json',
    'doctor.json',
    'load.json',
    'logs/worker.log',
    'migrations.json',
    'postgres.json',
    'settings.json',
    'tables.json',
  ]);
  const { stdout: text } = await run('tar', ['-xzOf', out]);
  expect(text).toContain('"code":"23505"');
  expect(text).toContain('"PORT": "9123"');
  expect(text).toContain('"TEMPORAL_API_KEY": "(set)"');
  expect(text).toContain('0004-engine');
  const passwords = new URL(process.env['DATABASE_URL'] ?? '').password;
  const forbidden = [...Object.values(marks), ...secrets, 'key-of-temporal', 'lin-xiaoyu', passwords, folder];
  expect(forbidden.filter((word) => word !== '' && text.includes(word))).toEqual([]);
});
