import { createServer, request as ask, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ensurePackagedRoles } from '@fanloom/server/access/packaged-roles.js';
import { newToken } from '@fanloom/server/account/api-token.js';
import { createAccount, giveRole } from '@fanloom/server/account/setup.js';
import { ensureSecrets } from '@fanloom/server/config/secrets.js';
import { openDatabase } from '@fanloom/server/db/database.js';
import { freePort } from '@fanloom/server/launch/port.js';
import { projectRoot } from '@fanloom/server/launch/project.js';
import { createTestDatabase, type TestDatabase } from '@fanloom/server/testing/database.js';
import { withServer } from '@fanloom/server/testing/database-admin.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';
import { startServer, type WorkerProcess } from '../faults/worker-process.js';
import { makeNextRelease, migrateBy } from './next-release.js';

const EVERY_MS = 20;
/** The product may turn requests away when too many come at once, and a slow machine is no fault of an upgrade. */
const MOST_IN_FLIGHT = 20;
const EVENTS = 5;
const PERSON = { login: 'lin', password: 'correct horse 42' };

let database: TestDatabase;
let folder: string;
let front: Server;
const servers: { port: number; process: WorkerProcess }[] = [];
/** Where the load balancer sends requests, and how many are on their way to each port. */
let target = 0;
const underway = new Map<number, number>();

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await makeTestFolder();
  await ensureSecrets(join(folder, 'secrets.json'));
  front = createServer((request, response) => {
    const { method, url, headers } = request;
    const port = target;
    const count = (change: number) => underway.set(port, (underway.get(port) ?? 0) + change);
    count(1);
    response.on('close', () => count(-1));
    const onward = ask({ host: '127.0.0.1', port, method, path: url, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  front.close();
  for (const { process } of servers) await process.kill();
  await database.drop();
  await rm(folder, { recursive: true });
});

/**
 * A server of the release under `root` takes the place of the one before, if any.
 *
 * @returns once it is ready, as a load balancer asks, and the one before has drained and ended
 */
async function roll(root: string): Promise<void> {
  const before = servers.at(-1);
  const port = await freePort();
  const env = { DATABASE_URL: database.url, FANLOOM_SECRETS: join(folder, 'secrets.json'), PORT: String(port) };
  const log = join(folder, `server-${String(servers.length)}.log`);
  servers.push({ port, process: await startServer(env, log, { root }) });
  while (!(await fetch(`http://127.0.0.1:${String(port)}/readyz`)).ok) await delay(50);
  target = port;
  if (!before) return;
  // What `server.drainSeconds` of the chart is for.
  await vi.waitFor(() => expect(underway.get(before.port)).toBe(0), { timeout: 20_000 });
  expect(await before.process.terminate()).toBe(0);
}

async function prepare(): Promise<{ shop: string; token: string }> {
  const db = openDatabase(database.url, { connections: 1 });
  await ensurePackagedRoles(db);
  const { text, hash } = newToken();
  const shop = await db.transaction().execute(async (tx) => {
    const { id } = await tx.insertInto('shop').values({ name: '花房' }).returning('id').executeTakeFirstOrThrow();
    const staff = await createAccount(tx, { ...PERSON, name: '林' }, 'zh');
    await giveRole(tx, staff, 'operator', id);
    await giveRole(tx, staff, 'it', null);
    const row = { shop_id: id, name: 'erp', token_hash: hash, scopes: ['events:write'], created_by: staff };
    await tx.insertInto('api_token').values(row).execute();
    return id;
  });
  await db.destroy();
  return { shop, token: text };
}

it('no request fails while the next release migrates the database and takes over, nor when the one before is put back', async () => {
  const { shop, token } = await prepare();
  const next = join(folder, 'next');
  await makeNextRelease(next);
  await roll(projectRoot);
  const address = `http://127.0.0.1:${String((front.address() as AddressInfo).port)}`;
  const json = { 'content-type': 'application/json', origin: address };
  const logIn = await fetch(`${address}/v1/session`, { method: 'POST', headers: json, body: JSON.stringify(PERSON) });
  const cookie = logIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const write = (no: number) => {
    const events = Array.from({ length: EVENTS }, (_, n) => ({
      type: 'live.comment',
      happened_at: '2026-01-10T12:00:00+08:00',
      key: `${String(no)}/${String(n)}`,
      person: { user_id: `u${String((no + n) % 50)}` },
    }));
    const headers = { ...json, authorization: `Bearer ${token}` };
    return fetch(`${address}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) });
  };
  const read = () => fetch(`${address}/v1/fans/brief?shop=${shop}`, { headers: { cookie } });

  const statuses: number[] = [];
  let sending = 0;
  let isOver = false;
  const inFlight = new Set<Promise<void>>();
  const load = (async () => {
    for (; !isOver; sending++) {
      const sent = (sending % 2 === 0 ? write(sending) : read()).then(async (answer) => {
        await answer.arrayBuffer();
        statuses.push(answer.status);
      });
      const done = sent.finally(() => inFlight.delete(done));
      inFlight.add(done);
      if (inFlight.size >= MOST_IN_FLIGHT) await Promise.race(inFlight);
      await delay(EVERY_MS);
    }
    await Promise.all(inFlight);
  })();
  const answered = () => {
    const before = statuses.length;
    return vi.waitFor(() => expect(statuses.length).toBeGreaterThan(before + 50), { timeout: 20_000 });
  };
  try {
    await answered();
    expect(await migrateBy(next, database.url)).toEqual(['1000-next']);
    await answered();
    await roll(next);
    await answered();
    expect(await migrateBy(projectRoot, database.url)).toEqual([]);
    await roll(projectRoot);
    await answered();
  } finally {
    isOver = true;
    await load;
  }

  expect(statuses.filter((status) => status !== 200)).toEqual([]);
  expect(statuses).toHaveLength(sending);
  const { rows } = await withServer(database.url, (client) =>
    client.query<{ events: number; releases: string[] }>(`
      select sum(n)::int as events, array_agg(release order by first) as releases from (
        select coalesce(origin, 'this') as release, count(*) as n, min(id::text) as first from event group by 1) written`),
  );
  expect(rows).toEqual([{ events: Math.ceil(sending / 2) * EVENTS, releases: ['this', 'next'] }]);
});
