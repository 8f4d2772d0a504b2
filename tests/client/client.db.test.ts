import createClient from 'openapi-fetch';
import openapiTS, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newToken } from '@fanloom/server/account/api-token.js';
import { createApp } from '@fanloom/server/http/app.js';
import { createTestApp, type TestApp } from '@fanloom/server/http/testing/test-app.js';
import type { paths } from '../../docs/api/client/generated/fanloom.js';
import { programApi } from './program-api.js';

let app: TestApp;
let token: string;

beforeAll(async () => {
  app = await createTestApp();
  const shop = await app.db.insertInto('shop').values({ name: '花房' }).returning('id').executeTakeFirstOrThrow();
  const made = newToken();
  token = made.text;
  const created_by = await app.addStaff('it', 'it', null);
  const row = { shop_id: shop.id, name: 'erp', token_hash: made.hash, scopes: ['events:write'], created_by };
  await app.db.insertInto('api_token').values(row).execute();
});
afterAll(() => app.close());

it('the types of the client are those of the API: npm run client makes them again', async () => {
  const { text } = await app.call('GET', '/openapi.json');
  const types = astToString(await openapiTS(programApi(text), { defaultNonNullable: false }));
  await expect(types).toMatchFileSnapshot('../../docs/api/client/generated/fanloom.d.ts');
});

it('a client with them sends events, and is told what became of each', async () => {
  const product = createApp(app.deps);
  const client = createClient<paths>({
    baseUrl: 'http://fanloom.example',
    headers: { authorization: `Bearer ${token}` },
    fetch: async (request) => product.fetch(request, { incoming: { socket: { remoteAddress: '127.0.0.1' } } }),
  });
  const happened_at = new Date(Date.now() - 60_000).toISOString();
  const { data, error } = await client.POST('/v1/events', {
    body: {
      events: [
        { type: 'follow', happened_at, key: '1', source: 'erp', person: { user_id: 'u1', nick: '小鹿' } },
        { type: 'follow', happened_at, key: '2', source: 'erp', person: { nick: 't**3' } },
      ],
    },
  });
  expect(error).toBeUndefined();
  expect(data?.results.map(({ status, problem }) => [status, problem?.code])).toEqual([
    ['accepted', undefined],
    ['rejected', 'EVT103'],
  ]);
  const known = await client.POST('/v1/fans/identify', { body: { person: { user_id: 'u1' } } });
  expect(known.data?.created).toBe(false);
  const refused = await client.POST('/v1/fans/identify', { body: { person: { nick: '***' } } });
  expect(refused.error?.code).toBe('EVT103');
});
