import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from './port.js';
import { isAlive } from './process-table.js';
import { projectRoot } from './project.js';
import { startTemporal } from './temporal.js';
import type { Temporal } from './temporal.js';
import { findTemporalCli, usualSources } from './temporal-cli.js';
import { servesNamespace } from './temporal-ready.js';

let folder: string;
const running: Temporal[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-temporal-'));
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  await rm(folder, { recursive: true });
});

async function start(said: string[] = []): Promise<Temporal> {
  const say = ({ en }: { en: string }) => said.push(en);
  const cli = await findTemporalCli(usualSources(projectRoot), say);
  const server = await startTemporal({ cli, folder, port: await freePort(), durable: true, say });
  running.push(server);
  return server;
}

it('serves its namespace, and is gone after a stop', async () => {
  const server = await start();
  expect(await servesNamespace(server.address, 'default')).toBe(true);
  expect(await servesNamespace(server.address, 'another')).toBe(false);
  await server.stop();
  expect(isAlive(server.pid)).toBe(false);
  expect(await servesNamespace(server.address, 'default')).toBe(false);
});

it('takes over from a server that a killed launcher left running', async () => {
  const left = await start();
  const said: string[] = [];
  const next = await start(said);
  await left.exited;
  expect(said).toContain('Temporal still runs from a start that did not end properly: stopping it first');
  expect(await servesNamespace(next.address, 'default')).toBe(true);
});
