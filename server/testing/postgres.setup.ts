import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { migrate } from '../db/migrate.js';
import { freePort } from '../launch/port.js';
import { startPostgres } from '../launch/postgres.js';
import { throwawaySettings } from '../launch/postgres-settings.js';
import { withDatabase, withServer } from './database-admin.js';
import { makeTestFolder } from './folder.js';

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

  const folder = await makeTestFolder();
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
