import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newToken } from '../account/api-token.js';
import { createTestApp, type TestApp } from '../http/testing/test-app.js';

let app: TestApp;
let shopId: string;
let ownerId: string;
let bearer: Record<string, string>;
beforeAll(async () => {
  app = await createTestApp();
  const shop = await app.db.insertInto('shop').values({ name: '花房' }).returning('id').executeTakeFirstOrThrow();
  shopId = shop.id;
  ownerId = await app.addStaff('it', 'it', null);
  bearer = await tokenFor(['events:write']);
});
afterAll(() => app.close());

async function tokenFor(scopes: string[]) {
  const token = newToken();
  const row = { shop_id: shopId, name: 't', token_hash: token.hash, scopes, created_by: ownerId };
  await app.db.insertInto('api_token').values(row).execute();
  return { authorization: `Bearer ${token.text}` };
}

const event = (key: string, over: object = {}) => ({
  type: 'follow',
  happened_at: new Date(Date.now() - 60_000).toISOString(),
  key,
  person: { user_id: 'u1' },
  ...over,
});
const send = (events: unknown, headers = bearer) => app.call('POST', '/v1/events', { events }, headers);

describe('POST /v1/events', () => {
  it('answers for each event', async () => {
    const batch = [event('1'), event('1'), event('2', { person: { nick: 'a**b' } })];
    const answer = await send(batch);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ accepted: 1, duplicates: 1, rejected: 1 });
    expect(answer.body['results']).toMatchObject([
      { index: 0, status: 'accepted' },
      { index: 1, status: 'duplicate' },
      { index: 2, status: 'rejected', problem: { code: 'EVT103' } },
    ]);
    expect((await send(batch)).body).toMatchObject({ accepted: 0, duplicates: 2, rejected: 1 });
  });

  it.each(['live:7', 'import:1', '', 'a\0b', 'x'.repeat(65)])('does not take the source %j', async (source) => {
    expect((await send([event('s', { source })])).body['results']).toMatchObject([{ problem: { code: 'EVT107' } }]);
  });

  it('needs a token with the right to it', async () => {
    expect((await send([event('x')], {})).status).toBe(401);
    expect((await send([event('x')], { authorization: `Bearer fl_${'x'.repeat(43)}` })).status).toBe(401);
    expect((await send([event('x')], await tokenFor([]))).status).toBe(403);
  });

  it.each([
    ['no events', []],
    ['too many', Array.from({ length: 5_001 }, (_, i) => event(String(i)))],
    ['an unknown member', [event('y', { fan_id: 'x' })]],
    ['no time', [event('y', { happened_at: 'yesterday' })]],
    ['an empty person', [event('y', { person: {} })]],
  ])('refuses %s as a whole', async (_, events) => {
    expect((await send(events)).status).toBe(400);
  });

  it('takes a long batch in parts, each event once', async () => {
    const batch = Array.from({ length: 1_100 }, (_, i) => event(`part-${String(i % 1_050)}`));
    expect((await send(batch)).body).toMatchObject({ accepted: 1_050, duplicates: 50, rejected: 0 });
  });

  it('tells all places of a long batch that do not fit, and takes nothing of it', async () => {
    const batch = Array.from({ length: 700 }, (_, i) => event(`bad-${String(i)}`, i % 600 === 0 ? { key: 7 } : {}));
    const answer = await send(batch);
    expect(answer.status).toBe(400);
    expect(answer.body['fields']).toMatchObject([{ path: 'events.0.key' }, { path: 'events.600.key' }]);
    expect((await send([event('bad-1')])).body).toMatchObject({ accepted: 1 });
  });

  it('refuses a body that is too large before it is read', async () => {
    expect((await send([event('z', { properties: { text: 'x'.repeat(6 * 1024 * 1024) } })])).status).toBe(413);
  });

  it('does not make partitions for absurd dates', async () => {
    const before = await partitions();
    const answer = await send([
      event('old', { happened_at: '0001-01-01T00:00:00Z' }),
      event('new', { happened_at: '9999-01-01T00:00:00Z' }),
    ]);
    expect(answer.body).toMatchObject({ rejected: 2 });
    expect(await partitions()).toEqual(before);
  });

  async function partitions() {
    const result = await app.db.introspection.getTables();
    return result.map((table) => table.name).filter((name) => name.startsWith('event_'));
  }
});

describe('GET /v1/events/schemas', () => {
  it('tells a sender what each type carries', async () => {
    const answer = await app.call('GET', '/v1/events/schemas', undefined, bearer);
    expect(answer.body).toMatchObject({
      schemas: { 'live.gift': { properties: { amount: { type: 'integer', minimum: 0 } } } },
    });
    expect((await app.call('GET', '/v1/events/schemas')).status).toBe(401);
  });
});
