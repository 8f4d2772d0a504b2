import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createApp } from './app.js';
import { createTestApp, type TestApp } from './testing/test-app.js';

let app: TestApp;
let server: Server;
beforeAll(async () => {
  app = await createTestApp();
  server = serve({ fetch: createApp(app.deps).fetch, hostname: '127.0.0.1', port: 0 }) as Server;
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await app.close();
});

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const HEAD = 'POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

/** A request that has begun to be handled, and what has been answered so far. */
async function begin(bytes: number): Promise<{ socket: Socket; arriving: Socket; answer: () => string }> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8');
  let answer = '';
  socket.on('data', (text: string) => (answer += text)).on('error', () => undefined);
  const begun = once(server, 'request');
  socket.write(`${HEAD}Content-Length: ${String(bytes)}\r\n\r\n`);
  const [{ socket: arriving }] = (await begun) as [IncomingMessage];
  return { socket, arriving, answer: () => answer };
}

it('whoever says nothing is answered after ten seconds, and the connection is closed', async () => {
  const { socket, answer } = await begin(50);
  const closed = once(socket, 'close');
  await vi.advanceTimersByTimeAsync(9_000);
  expect(answer()).toBe('');
  await vi.advanceTimersByTimeAsync(1_100);
  await closed;
  expect(answer()).toMatch(/^HTTP\/1\.1 408 [^]*REQ408/);
});

it('what has come buys time for the rest', async () => {
  const body = JSON.stringify({ login: 'x'.repeat(200_000), password: '' });
  const { socket, arriving, answer } = await begin(body.length);
  socket.write(body.slice(0, -1));
  while (arriving.bytesRead < body.length) await setImmediate();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(answer()).toBe('');
  const told = once(socket, 'data');
  socket.end(body.slice(-1));
  await told;
  expect(answer()).toMatch(/^HTTP\/1\.1 4(?!08)/);
});
