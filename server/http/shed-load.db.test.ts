import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newToken } from '../account/api-token.js';
import { openDatabase } from '../db/database.js';
import { createTestDatabase } from '../testing/database.js';
import { createApp } from './app.js';
import { createMetrics } from './metrics.js';
import { createTestApp, type TestApp } from './testing/test-app.js';

let app: TestApp;
beforeEach(async () => {
  app = await createTestApp();
});
afterEach(() => app.close());

/**
 * Programs of one shop, each with a token.
 *
 * @returns what sends an event of a program about a fan, in a request that says to be so many bytes long
 */
async function addPrograms(n: number) {
  const owner = await app.addStaff('it', 'it', null);
  const { id } = await app.db.insertInto('shop').values({ name: '店' }).returning('id').executeTakeFirstOrThrow();
  const tokens = Array.from({ length: n }, newToken);
  for (const { hash } of tokens) {
    const row = { shop_id: id, name: 't', token_hash: hash, scopes: ['events:write'], created_by: owner };
    await app.db.insertInto('api_token').values(row).execute();
  }
  return (program: number, key: string, { fan = key, bytes = 200 } = {}) => {
    const event = { type: 'follow', happened_at: new Date().toISOString(), key, person: { user_id: fan } };
    const headers = { authorization: `Bearer ${tokens[program]?.text ?? ''}`, 'content-length': String(bytes) };
    return app.call('POST', '/v1/events', { events: [event] }, headers);
  };
}

it('turns programs away that send too much at once; people are answered, and what is repeated is taken', async () => {
  const send = await addPrograms(4);
  const keys = Array.from({ length: 240 }, () => randomUUID());
  const sent = keys.map((key, no) => send(Math.floor(no / 60), key));
  const people = await Promise.all([
    app.call('GET', '/healthz'),
    app.call('GET', '/readyz'),
    app.call('GET', '/v1/setup'),
  ]);
  expect(people.map(({ status }) => status)).toEqual([200, 200, 200]);

  const answers = await Promise.all(sent);
  const statuses = new Set(answers.map(({ status }) => status));
  expect(statuses).toEqual(new Set([200, 429, 503]));
  for (const answer of answers) if (answer.status !== 200) expect(answer.headers.get('retry-after')).not.toBeNull();
  const taken = async () => (await app.db.selectFrom('event').select('id').execute()).length;
  expect(await taken()).toBe(answers.filter((answer) => answer.status === 200).length);

  for (const [no, key] of keys.entries()) if (answers[no]?.status !== 200) await send(0, key);
  expect(await taken()).toBe(keys.length);
  const metrics = await app.call('GET', '/metrics');
  expect(metrics.text).toMatch(/fanloom_http_requests_shed_total\{of="programs",status="429"\} \d+/);
  expect(metrics.text).toMatch(/fanloom_http_requests_waiting\{of="programs"\} 0/);
});

it('takes what is sent singly while batches wait', async () => {
  const send = await addPrograms(1);
  await send(0, 'first', { fan: 'held' });
  const { batches, single } = await app.db.transaction().execute(async (tx) => {
    await tx.selectFrom('fan').select('id').forUpdate().execute();
    const sent = ['1', '2', '3', '4', '5', '6'].map((key) => send(0, key, { fan: 'held', bytes: 100_000 }));
    return { batches: Promise.all(sent), single: await send(0, 'single') };
  });
  expect(single.status).toBe(200);
  expect((await batches).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
});

it('is not ready and says so while all connections are held, and takes requests again when they are free', async () => {
  const database = await createTestDatabase();
  const db = openDatabase(database.url, { connections: 1, waitMs: 50 });
  const own = { isDraining: () => false, metrics: createMetrics(), tellsMetrics: true };
  const server = createApp({ ...app.deps, db }, own);
  const statuses = async () => {
    const answers = ['/healthz', '/readyz', '/v1/setup'].map(async (path) => (await server.request(path)).status);
    return Promise.all(answers);
  };
  await db.transaction().execute(async () => {
    expect(await statuses()).toEqual([200, 503, 503]);
  });
  expect(await statuses()).toEqual([200, 200, 200]);
  await db.destroy();
  await database.drop();
});
