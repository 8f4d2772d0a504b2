import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Db, openDatabase } from '@fanloom/server/db/database.js';
import { createTestDatabase, type TestDatabase } from '@fanloom/server/testing/database.js';
import { listenForHealth } from './health.js';

let database: TestDatabase;
let db: Db;
let server: ReturnType<typeof listenForHealth>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { connections: 1 });
  server = listenForHealth(db, 0);
});
afterAll(async () => {
  server.close();
  await db.destroy();
  await database.drop();
});

const ask = (path: string) => fetch(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}${path}`);

it('is alive and ready, and counts the facts that wait', async () => {
  expect((await ask('/healthz')).status).toBe(200);
  expect((await ask('/readyz')).status).toBe(200);
  expect(await (await ask('/metrics')).text()).toMatch(/^fanloom_facts_waiting 0$/m);
  expect((await ask('/elsewhere')).status).toBe(404);
});

it('is alive but not ready when the database is away', async () => {
  const broken = listenForHealth(openDatabase('postgres://nobody@127.0.0.1:1/none'), 0);
  const port = String((broken.address() as AddressInfo).port);
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(503);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  broken.close();
});
