import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { sql } from 'kysely';
import { openDatabase } from '../db/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { dispatch } from './dispatch.js';
import { migrateCommand } from './migrate.js';
import { setupTokenCommand } from './setup-token.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => database.drop());

async function fanloom(url: string, ...argv: string[]) {
  vi.stubEnv('DATABASE_URL', url);
  let [out, err] = ['', ''];
  const output = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  const exit = await dispatch(argv, [migrateCommand, setupTokenCommand], { LANG: 'en_US.UTF-8' }, output);
  return { exit, out, err };
}

async function execute(statement: string): Promise<void> {
  const db = openDatabase(database.url, { connections: 1 });
  await sql.raw(statement).execute(db);
  await db.destroy();
}

describe('fanloom migrate', () => {
  it('finds nothing to do in a database that is up to date', async () => {
    expect(await fanloom(database.url, 'migrate')).toMatchObject({ exit: 0, out: '' });
    expect(await fanloom(database.url, 'migrate', '--check')).toMatchObject({ exit: 0, out: '' });
  });

  it('leaves the schema of a later version as it is, so that the version before can be put back', async () => {
    await execute(`insert into kysely_migration (name, timestamp) values ('9999-later', now()::text)`);
    expect(await fanloom(database.url, 'migrate')).toMatchObject({ exit: 0 });
    await execute(`delete from kysely_migration where name = '9999-later'`);
  });

  it('says what is missing, and that nothing answers', async () => {
    await execute(`delete from kysely_migration where name = '0004-engine'`);
    expect(await fanloom(database.url, 'migrate', '--check')).toMatchObject({ exit: 1, out: '0004-engine\n' });
    await execute(`insert into kysely_migration (name, timestamp) values ('0004-engine', now()::text)`);
    const away = await fanloom('postgres://nobody:hunter2@127.0.0.1:1/none', 'migrate', '--check');
    expect(away.exit).toBe(2);
    expect(away.err).toContain('CLI007  No connection to the database: The database does not answer (ECONNREFUSED)');
    expect(away.err).not.toContain('hunter2');
  });
});

describe('fanloom setup-token', () => {
  it('gives a fresh token until the installation is set up', async () => {
    const [first, second] = [await fanloom(database.url, 'setup-token'), await fanloom(database.url, 'setup-token')];
    expect(first.out).toMatch(/^[\w-]{20}\n$/);
    expect(second.out).not.toBe(first.out);
    await execute('update installation set set_up_at = now()');
    expect(await fanloom(database.url, 'setup-token')).toMatchObject({ exit: 1, out: '' });
  });
});
