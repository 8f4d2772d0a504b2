import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureSecrets } from '../config/secrets.js';
import { type Db, openDatabase } from '../db/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { type FakeTemporal, fakeTemporal } from '../testing/fake-temporal.js';
import { dispatch } from './dispatch.js';
import { doctorCommand } from './doctor.js';

let database: TestDatabase;
let temporal: FakeTemporal;
let folder: string;
let db: Db;
beforeEach(async () => {
  database = await createTestDatabase();
  temporal = await fakeTemporal(0);
  folder = await mkdtemp(join(tmpdir(), 'fanloom-doctor-'));
  db = openDatabase(database.url, { connections: 1 });
  const secrets = join(folder, 'secrets.json');
  await ensureSecrets(secrets);
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('TEMPORAL_ADDRESS', temporal.address);
  vi.stubEnv('FANLOOM_SECRETS', secrets);
  await sql`
    select ensure_enrolment_month(clock_timestamp()), ensure_enrolment_month(clock_timestamp() + interval '1 month')
  `.execute(db);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  temporal.close();
  await db.destroy();
  await Promise.all([database.drop(), rm(folder, { recursive: true })]);
});

async function doctor(...args: string[]) {
  let [out, err] = ['', ''];
  const output = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  const exit = await dispatch(['doctor', ...args], [doctorCommand], { LANG: 'en_US.UTF-8' }, output);
  return { exit, out, err };
}

async function states() {
  const { exit, out } = await doctor('--json');
  const findings = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; state: string });
  return { exit, states: Object.fromEntries(findings.map(({ name, state }) => [name, state])) };
}

describe('fanloom doctor', () => {
  it('finds nothing wrong with a fresh installation, and says that messages go to the sandbox', async () => {
    const { exit, states: all } = await states();
    const { disk, ...others } = all;
    expect(disk).toBeDefined();
    expect(others).toEqual({
      node: 'ok',
      postgres: 'ok',
      schema: 'ok',
      clock: 'ok',
      partitions: 'ok',
      keys: 'ok',
      channels: 'warn',
      backlog: 'ok',
      runs: 'ok',
      delivery: 'ok',
      backup: 'warn',
      temporal: 'ok',
      writing: 'ok',
    });
    expect(exit).toBe(disk === 'fail' ? 1 : 0);
  });

  it('speaks both languages', async () => {
    expect((await doctor()).out).toContain('ok    The schema is up to date');
    expect((await doctor('--lang', 'zh')).out).toContain('正常  数据库结构已是最新');
  });

  it('finds a database that is of an earlier version, and asks it nothing else', async () => {
    await sql`delete from kysely_migration where name = '0004-engine'`.execute(db);
    const { exit, states: all } = await states();
    expect([exit, all['schema'], all['keys']]).toEqual([1, 'fail', undefined]);
  });

  it('finds facts that nobody handles, a month without a partition, and a key that is missing', async () => {
    await sql`
      insert into fact_outbox (shard, kind, shop_id, ids, at)
      values (0, 'event', gen_random_uuid(), '{}', clock_timestamp() - interval '11 minutes')`.execute(db);
    const { rows } = await sql<{ table: string }>`
      select 'enrolment_' || to_char(clock_timestamp() at time zone 'UTC' + interval '1 month', 'YYYY_MM') as table
    `.execute(db);
    for (const { table } of rows) await sql`drop table ${sql.table(table)}`.execute(db);
    await sql`insert into fan_key (fan_id, wrapped) values (gen_random_uuid(), ${Buffer.of(7, 0)})`.execute(db);
    await sql`update installation set sends_from = 'elsewhere'`.execute(db);
    const { exit, states: all } = await states();
    expect(all).toMatchObject({ delivery: 'warn', backlog: 'fail', partitions: 'warn', keys: 'fail' });
    expect(exit).toBe(1);
  });

  it('tells that the database is away without naming host, account or password', async () => {
    vi.stubEnv('DATABASE_URL', 'postgres://nobody:hunter2@127.0.0.1:1/none');
    const { exit, out, err } = await doctor();
    expect([exit, out]).toEqual([1, expect.stringContaining('FAIL  The database does not answer (ECONNREFUSED)')]);
    expect(err).toMatch(/^\d fail, \d to look at\. Begin with what fails\.\n$/);
    expect(out).not.toMatch(/hunter2|nobody/);
  });
});
