import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { firstFreePort, rememberedPort } from './port.js';

let folder: string;
let taken: Server;
let takenPort: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-port-'));
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  takenPort = (taken.address() as AddressInfo).port;
});
afterEach(async () => {
  taken.close();
  await rm(folder, { recursive: true });
});

it('passes by a port that is taken', async () => {
  expect(await firstFreePort(takenPort, '127.0.0.1')).toBeGreaterThan(takenPort);
});

it('finds any free port from 0', async () => {
  expect(await firstFreePort(0, '127.0.0.1')).toBeGreaterThan(0);
});

it('remembers a port for as long as it is free', async () => {
  const file = join(folder, 'port');
  const first = await rememberedPort(file);
  expect(await rememberedPort(file)).toBe(first);
  const holder = createServer().listen(first, '127.0.0.1');
  await once(holder, 'listening');
  const next = await rememberedPort(file);
  holder.close();
  expect(next).not.toBe(first);
  expect(await readFile(file, 'utf8')).toBe(`${next}\n`);
});
