import type { Call } from '@fanloom/server/http/testing/test-app.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plan } from './crawl.js';
import { createLeakWorld, type LeakWorld } from './leak-world.js';
import type { ApiRequest } from './requests.js';

/* What HTTP lets a caller say twice, otherwise, or in another way than the product expects. */

let world: LeakWorld;
let lin: Call;
let operator: Call;
let requests: ApiRequest[];

beforeAll(async () => {
  world = await createLeakWorld();
  [lin, operator] = [await world.app.logIn('lin'), await world.app.logIn('operator')];
  const { reading, writing } = await plan(world);
  requests = [...new Map([...reading, ...writing].map((request) => [request.route, request])).values()];
});

afterAll(() => world.close());

const nobody: Call = (...of) => world.app.call(...of);
const list = (more = '') => `/v1/fans?shop=${world.shop}${more}`;

describe('a method', () => {
  it('that asks about a route tells nothing: HEAD what GET would have said but its text, OPTIONS nothing', async () => {
    for (const { method, path } of requests) {
      const options = await nobody('OPTIONS', path);
      expect([path, options.status, options.headers.get('allow')]).toEqual([path, 404, null]);
      expect([...options.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      if (method !== 'GET') continue;
      const [get, head] = [await lin('GET', path), await lin('HEAD', path)];
      expect([path, head.status, head.text]).toEqual([path, get.status, '']);
    }
  });

  it('is the one of the request line, whatever a header or a parameter calls it', async () => {
    const fans = () => world.app.db.selectFrom('fan').selectAll().orderBy('id').execute();
    const before = await fans();
    const path = `/v1/fans/${world.fans.lins}`;
    for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override'])
      for (const method of ['DELETE', 'PUT', 'PATCH'])
        expect((await operator('GET', path, undefined, { [name]: method })).status).toBe(200);
    expect((await operator('GET', `${path}?_method=DELETE`)).status).toBe(400);
    // A view over somebody's shoulder looks only, whatever it calls itself.
    const it_ = await world.app.logIn('it');
    expect((await it_('POST', '/v1/session/view', { staff_id: world.people.lin })).status).toBe(204);
    const asGet = { 'x-http-method-override': 'GET' };
    const answer = await it_('POST', '/v1/roles', { name_zh: '试', name_en: 'T', rules: [] }, asGet);
    expect([answer.status, answer.body['code']]).toEqual([403, 'ACC412']);
    expect(await fans()).toEqual(before);
  });
});

describe('a parameter', () => {
  it('that is there twice is refused, whichever of the two would be allowed', async () => {
    const { shop, foreignShop } = world;
    for (const query of [
      `shop=${shop}&shop=${foreignShop}`,
      `shop=${foreignShop}&shop=${shop}`,
      `shop=${shop}&owner=mine&owner=none`,
      `shop[]=${foreignShop}&shop=${shop}`,
      `shop=${shop}&limit=1&limit=100`,
    ])
      expect([query, (await operator('GET', `/v1/fans?${query}`)).status]).toEqual([query, 400]);
  });

  it('that is no place in the list is refused, however long it is', async () => {
    const deep = Buffer.from('['.repeat(5_000)).toString('base64url');
    const polluting = Buffer.from('{"__proto__":{"value":null},"value":"1","fan_id":"x"}').toString('base64url');
    for (const cursor of ['A'.repeat(11_999), deep, polluting, 'A'.repeat(20_000)])
      expect((await lin('GET', list(`&cursor=${cursor}`))).status).toBe(400);
    expect(({} as Record<string, unknown>)['value']).toBeUndefined();
  });

  it('of a body that is there twice counts once: what is checked is what is done', async () => {
    const { shop, fans } = world;
    const job = (ids: string) => `{"shop_id":"${shop}","fans":{${ids}},"action":{"kind":"assign","owner_id":null}}`;
    const own = `"fan_ids":["${fans.lins}"]`;
    const foreign = `"fan_ids":["${fans.foreign}"]`;
    expect((await lin('POST', '/v1/fan-jobs', job(`${own},${foreign}`))).status).toBe(422);
    const hidden = `"__proto__":{"fan_ids":["${fans.foreign}"]}`;
    expect((await lin('POST', '/v1/fan-jobs', job(hidden))).status).toBe(400);
    expect((await lin('POST', '/v1/fan-jobs', job(`${own},"constructor":{"prototype":{}}`))).status).toBe(400);
  });
});

describe('a body', () => {
  it('under another type than the route takes does not get past its check', async () => {
    const types = [
      ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'],
      ...['application/jsonx', 'text/json', 'application/json;charset=utf-16', ''],
    ];
    const it_ = await world.app.logIn('it');
    for (const { method, path, body, route } of requests) {
      if (body === undefined || /\/(session|sign-in|setup)/.test(route)) continue;
      for (const type of types) {
        const { status } = await it_(method, path, JSON.stringify({ ...body, nonsense: 1 }), { 'Content-Type': type });
        expect([route, type, status >= 400 && status < 500]).toEqual([route, type, true]);
      }
    }
  });
});

describe('an address', () => {
  it('that means a route in another way opens none without a session', async () => {
    const routes = [`v1/fans?shop=${world.shop}`, `v1/fans/${world.fans.lins}`, 'v1/staff', 'v1/session'];
    for (const route of routes) {
      expect([route, (await nobody('GET', `/${route}`)).status]).toEqual([route, 401]);
      for (const path of [
        `/${route}/`,
        `//${route}`,
        `/./${route}`,
        `/x/../${route}`,
        `/x/%2e%2e/${route}`,
        `/assets/..%2f${route}`,
        `/assets/%2e%2e%2f${route}`,
        `/;/${route}`,
        `/v1;x=1/${route.slice(3)}`,
        `/V1/${route.slice(3)}`,
        `/%76%31/${route.slice(3)}`,
        `/v1%2f${route.slice(3)}`,
        `/v1%252f${route.slice(3)}`,
        `/v1/..;/${route}`,
        `/v1\\${route.slice(3)}`,
        `/${route.replace('?', '.?')}.`,
        `/${route}%00`,
        `/healthz/../${route}`,
        `/metrics/%2e%2e/${route}`,
      ]) {
        const { status } = await nobody('GET', path);
        expect([path, status === 401 || status === 404]).toEqual([path, true]);
      }
    }
  });

  it('of another site is no place to change anything from, nor is none', async () => {
    const body = { shop_id: world.shop, page: 'fans', name: '视图', query: '', shared: false };
    const from = (headers: Record<string, string>) => lin('POST', '/v1/views', body, headers);
    const elsewhere: Record<string, string>[] = [
      { origin: 'null' },
      { origin: 'https://evil.example' },
      { origin: 'http://localhost.evil.example' },
      { origin: 'file://' },
      { origin: '' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'null', authorization: 'Basic Og==' },
    ];
    for (const headers of elsewhere) expect([headers, (await from(headers)).status]).toEqual([headers, 403]);
    expect((await from({ origin: 'http://localhost', host: 'localhost' })).status).toBe(201);
  });
});

describe('a condition on what the caller has already', () => {
  it('is not looked at: no answer says only that nothing has changed, and none comes in part', async () => {
    for (const path of [list(), `/v1/fans/${world.fans.lins}`, `/v1/fans/${world.fans.foreign}`, '/v1/session']) {
      const plain = await lin('GET', path);
      expect([plain.headers.get('etag'), plain.headers.get('last-modified')]).toEqual([null, null]);
      for (const [name, value] of [
        ['if-none-match', '*'],
        ['if-modified-since', new Date(Date.now() + 86_400_000).toUTCString()],
        ['if-match', '"x"'],
        ['range', 'bytes=0-0'],
      ] as const)
        expect((await lin('GET', path, undefined, { [name]: value })).status).toBe(plain.status);
    }
  });
});

describe('a cookie', () => {
  it('opens a session under its own name only, and the first of two is the one that counts for all', async () => {
    const cookie = (await world.app.call('POST', '/v1/session', { login: 'lin', password: 'correct horse 42' })).headers
      .get('set-cookie')
      ?.split(';')[0];
    const token = cookie?.split('=')[1] ?? '';
    const ask = async (text: string) => (await nobody('GET', list(), undefined, { cookie: text })).status;
    expect(await ask(`fanloom_session=${token}`)).toBe(200);
    for (const name of ['FANLOOM_SESSION', '__Host-fanloom_session', '$fanloom_session'])
      expect([name, await ask(`${name}=${token}`)]).toEqual([name, 401]);
    expect(await ask(`other=fanloom_session=${token}`)).toBe(401);
    const both = [
      await ask(`fanloom_session=x; fanloom_session=${token}`),
      await ask(`fanloom_session=${token}; fanloom_session=x`),
    ];
    expect(both.sort()).toEqual([200, 401]);
  });

  it('that somebody brings to the log-in is not the one they leave with', async () => {
    const planted = 'fanloom_session=planted';
    const body = { login: 'lin', password: 'correct horse 42' };
    const answer = await world.app.call('POST', '/v1/session', body, { cookie: planted });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).not.toContain('planted');
    expect((await nobody('GET', list(), undefined, { cookie: planted })).status).toBe(401);
  });
});
