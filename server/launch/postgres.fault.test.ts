import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isAlive } from './process-table.js';
import { freePort } from './port.js';
import { startPostgres } from './postgres.js';
import type { Postgres } from './postgres.js';
import { throwawaySettings } from './postgres-settings.js';

let folder: string;
const running: Postgres[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-postgres-'));
  await chmod(folder, 0o711);
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  await rm(folder, { recursive: true });
});

async function start(said: string[] = []): Promise<Postgres> {
  const port = await freePort();
  const server = await startPostgres({ folder, port, settings: throwawaySettings, say: ({ en }) => said.push(en) });
  running.push(server);
  return server;
}

async function query(server: Postgres, sql: string): Promise<unknown[]> {
  const client = new pg.Client(server.url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

it('keeps its data over a stop and a start, and sorts and folds case the same everywhere', async () => {
  const first = await start();
  await query(first, 'create table fan as select 7 as id');
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);

  const second = await start();
  expect(await query(second, 'select id from fan')).toEqual([{ id: 7 }]);
  const locale = `select datlocprovider, datlocale, pg_encoding_to_char(encoding) as encoding, upper('ä') as upper
    from pg_database where datname = current_database()`;
  expect(await query(second, locale)).toEqual([
    { datlocprovider: 'b', datlocale: 'C.UTF-8', encoding: 'UTF8', upper: 'Ä' },
  ]);
});

it('starts after it was killed, with what was committed', async () => {
  const killed = await start();
  await query(killed, 'create table fan as select 7 as id');
  process.kill(killed.pid, 'SIGKILL');
  await killed.exited;
  expect(await query(await start(), 'select id from fan')).toEqual([{ id: 7 }]);
});

it('takes over from a server that a killed launcher left running', async () => {
  const left = await start();
  const said: string[] = [];
  const next = await start(said);
  await left.exited;
  expect(said).toEqual(['PostgreSQL still runs from a start that did not end properly: stopping it first']);
  expect(await query(next, 'select 1 as one')).toEqual([{ one: 1 }]);
});

it('listens on the loopback address only, with a password', async () => {
  const server = await start();
  const rows = await query(
    server,
    `select name, setting from pg_settings where name in ('listen_addresses', 'unix_socket_directories') order by name`,
  );
  expect(rows).toEqual([
    { name: 'listen_addresses', setting: '127.0.0.1' },
    { name: 'unix_socket_directories', setting: '' },
  ]);
  const stranger = new pg.Client(server.url.replace(/:[^:@]+@/, ':wrong@'));
  await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
});
