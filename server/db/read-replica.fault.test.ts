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
  standby = await start('standby', { primary_conninfo: primary.url.replace(/\/fanloom$/, '/postgres') });
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
