import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { freePort } from '../launch/port.js';
import { type Postgres, startPostgres } from '../launch/postgres.js';
import { throwawaySettings } from '../launch/postgres-settings.js';
import { makeTestFolder } from '../testing/folder.js';
import { type Db, openDatabase } from './database.js';
import { openReadReplica, type ReadReplica, ReplicaWatch } from './read-replica.js';

const LAG_SECONDS = 1;

let folder: string;
let primary: Postgres;
let standby: Postgres;
let db: Db;
let replica: ReadReplica;

async function start(name: string, settings: Record<string, string> = {}): Promise<Postgres> {
  const port = await freePort();
  return startPostgres({
    folder: join(folder, name),
    port,
    settings: { ...throwawaySettings, shared_buffers: '32MB', ...settings },
    say: () => undefined,
  });
}

beforeAll(async () => {
  folder = await makeTestFolder();
  await mkdir(join(folder, 'primary'), { mode: 0o711 });
  const empty = await start('primary');
  await empty.stop();
  // Keeps the owner, which PostgreSQL asks for.
  execFileSync('cp', ['-a', join(folder, 'primary'), join(folder, 'standby')]);
  await writeFile(join(folder, 'standby/postgres/standby.signal'), '');
  primary = await start('primary');
  // What is replayed does not wait for who reads.
  standby = await start('standby', {
    max_standby_streaming_delay: '0',
    primary_conninfo: primary.url.replace(/\/fanloom$/, '/postgres'),
  });
  db = openDatabase(primary.url, { connections: 1 });
  await sql`create table note (n int)`.execute(db);
  replica = await openReadReplica(primary.url, { url: standby.url, lagSeconds: LAG_SECONDS });
});
afterAll(async () => {
  await replica?.stop();
  await db?.destroy();
  await standby?.stop();
  await primary?.stop();
  await rm(folder, { recursive: true });
});

const becomes = (state: string) => vi.waitFor(() => expect(replica.state()).toBe(state), { timeout: 20_000 });

async function read(from: Db): Promise<{ copy: boolean; notes: number }> {
  const { rows } = await sql<{ copy: boolean; notes: number }>`
    select pg_is_in_recovery() as copy, (select count(*)::int from note) as notes`.execute(from);
  return rows[0] ?? { copy: false, notes: -1 };
}

async function onStandby(statement: string): Promise<void> {
  const there = openDatabase(standby.url, { connections: 1 });
  await sql.raw(statement).execute(there);
  await there.destroy();
}

it('reads from a copy that streams, and writes nowhere', async () => {
  await becomes('close');
  expect(await read(replica.db)).toEqual({ copy: true, notes: 0 });
  expect(replica.url()).toBe(standby.url);
  await expect(sql`insert into note values (1)`.execute(replica.db)).rejects.toMatchObject({ code: '25006' });
});

it('reads from the database while the copy is behind, and from the copy again when it has caught up', async () => {
  await onStandby('select pg_wal_replay_pause()');
  await sql`insert into note values (1)`.execute(db);
  await becomes('behind');
  expect(await read(replica.db)).toEqual({ copy: false, notes: 1 });
  expect(replica.url()).toBe(primary.url);
  await expect(sql`insert into note values (2)`.execute(replica.db)).rejects.toMatchObject({ code: '25006' });
  await onStandby('select pg_wal_replay_resume()');
  await becomes('close');
  expect(await read(replica.db)).toEqual({ copy: true, notes: 1 });
});

it('runs once more on the database what the copy breaks off, a transaction as a whole', async () => {
  await becomes('close');
  await sql`insert into note select generate_series(2, 100)`.execute(db);
  await vi.waitFor(async () => expect(await read(replica.db)).toEqual({ copy: true, notes: 100 }));
  const seen = await replica.db.transaction().execute(async (tx) => {
    await sql`select set_config('fanloom.word', 'said', true)`.execute(tx);
    const before = await read(tx);
    await onStandby(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'fanloom-reports'`,
    );
    const after = await read(tx);
    const { rows } = await sql<{ word: string }>`select current_setting('fanloom.word') as word`.execute(tx);
    return [before, after, rows[0]?.word];
  });
  expect(seen).toEqual([{ copy: true, notes: 100 }, { copy: false, notes: 100 }, 'said']);
  expect(await readWhileRowsGo()).toEqual({ copy: false, notes: 0 });
});

/** Reads rows so slowly on the copy that their removal, once it gets there, has to cancel the reading. */
async function readWhileRowsGo() {
  const reading = sql<{ copy: boolean; notes: number }>`
    select pg_is_in_recovery() as copy, count(*) filter (where n > 1 and pg_sleep(case when pg_is_in_recovery() then 0.2 else 0 end) is not null)::int as notes
    from note`.execute(replica.db);
  await vi.waitFor(() =>
    expect(
      onStandby(
        `select 1 / count(*) from pg_stat_activity where query like '%pg_sleep%' and application_name = 'fanloom-reports'`,
      ),
    ).resolves.toBeUndefined(),
  );
  await sql`delete from note where n > 1`.execute(db);
  await sql`vacuum note`.execute(db);
  return (await reading).rows[0];
}

it('takes no other database for a copy', async () => {
  const watch = new ReplicaWatch(primary.url, { url: inject('templateUrl'), lagSeconds: LAG_SECONDS });
  expect(await watch.look()).toBe('foreign');
  await watch.close();
});

it('reads from the database when the copy is gone, from the first query on', async () => {
  await standby.stop();
  expect(await read(replica.db)).toEqual({ copy: false, notes: 1 });
  await becomes('away');
});
