import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../db/migrate.js';
import { freePort } from '../launch/port.js';
import { startPostgres } from '../launch/postgres.js';
import { throwawaySettings } from '../launch/postgres-settings.js';
import { isAlive, isStill } from '../launch/process-table.js';
import { withDatabase, withServer } from './database-admin.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection URL of the migrated database that `createTestDatabase` copies. */
    templateUrl: string;
  }
}

interface TestServer {
  url: string;
  stop(): Promise<void>;
}

const FOLDER = 'fanloom-test-';

/**
 * One PostgreSQL for the whole run, with a migrated template database; TEST_DATABASE_URL names a running server to use
 * instead. Every Vitest project calls this; in one process they share the server, and the last one stops it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = sharedServer();
  shared.users++;
  shared.server ??= prepare();
  const server = await shared.server;
  project.provide('templateUrl', server.url);
  return async () => {
    if (--shared.users === 0) await server.stop();
  };
}

/** Vitest loads this file once per project, so what they share is kept outside the module. */
function sharedServer(): { users: number; server?: Promise<TestServer> } {
  const home = globalThis as { fanloomTestServer?: ReturnType<typeof sharedServer> };
  return (home.fanloomTestServer ??= { users: 0 });
}

async function prepare(): Promise<TestServer> {
  const server = await openServer();
  const template = `fanloom_template_${randomBytes(4).toString('hex')}`;
  await withServer(server.url, (client) => client.query(`create database ${template}`));
  const url = withDatabase(server.url, template);
  await migrate(url);
  const stop = async () => {
    await withServer(server.url, (client) => client.query(`drop database ${template} with (force)`));
    await server.stop();
  };
  return { url, stop };
}

async function openServer(): Promise<TestServer> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return { url: given, stop: async () => undefined };

  await removeAbandoned();
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER}${process.pid}-`));
  await chmod(folder, 0o711);
  const server = await startPostgres({
    folder,
    port: await freePort(),
    settings: throwawaySettings,
    say: () => undefined,
  });
  const killAtExit = () => process.kill(server.pid, 'SIGKILL');
  process.on('exit', killAtExit);
  const stop = async () => {
    process.off('exit', killAtExit);
    await server.stop();
    await rm(folder, { recursive: true });
  };
  return { url: server.url, stop };
}

/** Ends and removes the servers of test runs that were killed. Their folders carry the id of the run's process. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const run = name.startsWith(FOLDER) ? Number.parseInt(name.slice(FOLDER.length), 10) : Number.NaN;
    if (Number.isNaN(run) || isAlive(run)) continue;
    await discard(join(tmpdir(), name));
  }
}

async function discard(folder: string): Promise<void> {
  const pid = Number.parseInt(await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8').catch(() => ''), 10);
  if (!Number.isNaN(pid) && (await isStill(pid, folder))) process.kill(pid, 'SIGQUIT');
  await rm(folder, { recursive: true, force: true });
}
