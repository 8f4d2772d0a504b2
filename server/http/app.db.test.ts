import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from './app.js';
import { createMetrics } from './metrics.js';
import { createTestApp, type TestApp } from './testing/test-app.js';

let app: TestApp;
let webRoot: string;

beforeAll(async () => {
  app = await createTestApp();
  webRoot = await mkdtemp(join(tmpdir(), 'fanloom-web-'));
  await mkdir(join(webRoot, 'assets'));
  await writeFile(join(webRoot, 'index.html'), '<title>start page</title>');
  await writeFile(join(webRoot, 'assets', 'main-1a2b.js'), 'export {};');
});

afterAll(async () => {
  await app.close();
  await rm(webRoot, { recursive: true });
});

describe('every route of the API', () => {
  /** What one must be able to call without an account. */
  const open = new Set([
    'GET /v1/setup',
    'POST /v1/setup',
    'POST /v1/session',
    // What the log-in page offers, and the way to the company's own log-in and back.
    'GET /v1/sign-in',
    'POST /v1/sign-in/sso',
    'POST /v1/sign-in/sso/callback',
  ]);

  it('asks who is calling before anything else', async () => {
    const { body } = await app.call('GET', '/openapi.json');
    const paths = body.paths as Record<string, Record<string, unknown>>;
    const calls = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const guarded = calls.filter((call) => call.includes('/v1/') && !open.has(call));
    expect(guarded.length).toBeGreaterThan(15);
    for (const call of guarded) {
      const [method = '', path = ''] = call.split(' ');
      const answer = await app.call(
        method,
        path.replace(/\{\w+\}/g, '00000000-0000-7000-8000-000000000000'),
        method === 'GET' ? undefined : {},
      );
      expect([call, answer.status]).toEqual([call, 401]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('the web application', () => {
  const get = (path: string) => createApp({ ...app.deps, settings: { ...app.deps.settings, webRoot } }).request(path);

  it('is served under a strict policy', async () => {
    const answer = await get('/');
    expect(await answer.text()).toContain('start page');
    expect(answer.headers.get('content-security-policy')).toMatch(/script-src 'self';.*frame-ancestors 'none'/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  it('answers its own addresses with the start page', async () => {
    expect(await (await get('/fans/123')).text()).toContain('start page');
  });

  it('lets browsers keep hashed files for ever, and says when one is gone', async () => {
    const asset = await get('/assets/main-1a2b.js');
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect((await get('/assets/main-old.js')).status).toBe(404);
  });

  it.each(['/..%2f..%2fetc/passwd', '/%252e%252e/etc/passwd', '/assets/..%2f..%2f..%2fetc%2fpasswd'])(
    'stays in its folder for %s',
    async (path) => {
      expect(await (await get(path)).text()).not.toContain('root:');
    },
  );

  it('never answers for the API', async () => {
    const answer = await get('/v1/nothing');
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });
});

describe('errors', () => {
  it('tells an outage of the database as one, without its text', async () => {
    const broken = await createTestApp();
    await broken.db.destroy();
    const answer = await broken.call('GET', '/readyz');
    expect(answer.body).toMatchObject({ status: 503, code: 'REQ503' });
    const other = await broken.call('GET', '/v1/setup');
    expect(other.body).toMatchObject({ status: 500, code: 'REQ500' });
    expect(JSON.stringify(other.body)).not.toMatch(/select|driver|kysely/i);
    await broken.close();
  });
});

it('explains a problem at the address that the answer names', async () => {
  const { body, headers } = await app.call('GET', '/v1/fans');
  expect([body.code, body.type, headers.get('content-type')]).toEqual([
    'REQ401',
    '/problems/REQ401',
    'application/problem+json',
  ]);
  const told = await app.call('GET', '/problems/REQ401');
  expect([told.status, told.text]).toEqual([200, expect.stringContaining('登录已失效或尚未登录')]);
  expect((await app.call('GET', '/problems/REQ999')).status).toBe(404);
});

it('tells its figures on this port until they have one of their own', async () => {
  const figures = async (tellsMetrics: boolean) =>
    createApp(app.deps, { isDraining: () => false, metrics: createMetrics(), tellsMetrics }).request('/metrics');
  expect(await (await figures(true)).text()).toContain('process_cpu_seconds_total');
  expect((await figures(false)).status).toBe(404);
});
