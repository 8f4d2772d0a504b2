import { BlockList } from 'node:net';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createTestApp, type TestApp, testPassword } from '../http/testing/test-app.js';
import { ensureSetupToken } from './setup.js';
import { currentSigningKey } from './signing-key.js';

let app: TestApp;
let shop: string;

beforeAll(async () => {
  app = await createTestApp();
});

afterAll(() => app.close());

const accounts = {
  shop: { name: '旗舰店' },
  administrator: { login: 'Admin', name: '管理员', password: 'a long sentence' },
  operator: { login: 'yunying', name: '小运', password: testPassword },
};

const setup = (token: string, changes = {}) => app.call('POST', '/v1/setup', { token, ...accounts, ...changes });

describe('first run', () => {
  it('asks for the token on the console', async () => {
    expect((await app.call('GET', '/v1/setup')).body).toEqual({ needed: true });
    expect((await setup('guess')).body).toMatchObject({ status: 403, code: 'ACC403' });
    const outdated = (await ensureSetupToken(app.db)) ?? '';
    const token = (await ensureSetupToken(app.db)) ?? '';
    expect((await setup(outdated)).status).toBe(403);
    const weak = await setup(token, { operator: { ...accounts.operator, password: '1234567890' } });
    expect(weak.body).toMatchObject({ status: 400, code: 'ACC101' });
    const answer = await setup(token);
    expect(answer.status).toBe(201);
    shop = String(answer.body.shop_id);
  });

  it('happens once', async () => {
    expect((await app.call('GET', '/v1/setup')).body).toEqual({ needed: false });
    expect(await ensureSetupToken(app.db)).toBeNull();
    expect((await setup('anything')).status).toBe(403);
  });
});

describe('a session', () => {
  it('tells who is logged in, and what they may do', async () => {
    const operator = await app.logIn(' YUNYING ');
    const { body } = await operator('GET', '/v1/session');
    expect(body).toMatchObject({
      staff: { login: 'yunying', language: 'zh' },
      roles: [{ key: 'operator', shop_id: shop }],
      shops: [{ name: '旗舰店' }],
    });
    expect(body.rights).toEqual(expect.arrayContaining(['fan.read', 'import.create', 'sop.publish']));
    expect(body.rights).not.toContain('staff.create');
  });

  it('is kept in a cookie that scripts and other sites cannot use', async () => {
    const { headers } = await app.call('POST', '/v1/session', { login: 'yunying', password: testPassword });
    expect(headers.get('set-cookie')).toMatch(/^fanloom_session=.*; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/);
  });

  it('is kept under a name that only this host can set, where browsers come over TLS', async () => {
    const { settings } = app.deps;
    settings.publicOrigin = 'https://crm.example.com';
    try {
      const { headers } = await app.call('POST', '/v1/session', { login: 'yunying', password: testPassword });
      const cookie = headers.get('set-cookie') ?? '';
      expect(cookie).toMatch(/^__Host-fanloom_session=[^;]+; Path=\/; Expires=.*; HttpOnly; Secure; SameSite=Lax$/);
      const [held = ''] = cookie.split(';');
      const status = async (sent: string) => (await app.call('GET', '/v1/session', undefined, { cookie: sent })).status;
      expect(await status(held)).toBe(200);
      expect(await status(held.replace('__Host-', ''))).toBe(401);
    } finally {
      settings.publicOrigin = undefined;
    }
  });

  it('is needed', async () => {
    for (const path of ['/v1/session', '/v1/shops', '/v1/fans', '/v1/staff', '/v1/tokens']) {
      expect((await app.call('GET', path)).body).toMatchObject({ status: 401, code: 'REQ401' });
    }
  });

  it('ends with the log-out, whoever kept the cookie', async () => {
    const operator = await app.logIn('yunying');
    expect((await operator('DELETE', '/v1/session')).status).toBe(204);
    expect((await operator('GET', '/v1/session')).status).toBe(401);
  });

  it('ends at once when the person is disabled or gets a new password', async () => {
    const it_ = await loginAs('admin', 'a long sentence');
    const id = await app.addStaff('leaver', 'staff', shop);
    const before = await app.logIn('leaver');
    expect((await it_('POST', `/v1/staff/${id}/password`, { password: 'another sentence' })).status).toBe(204);
    expect((await before('GET', '/v1/session')).status).toBe(401);
    const after = await loginAs('leaver', 'another sentence');
    expect((await it_('PATCH', `/v1/staff/${id}`, { active: false })).status).toBe(204);
    expect((await after('GET', '/v1/session')).status).toBe(401);
    const answer = await app.call('POST', '/v1/session', { login: 'leaver', password: 'another sentence' });
    expect(answer.body).toMatchObject({ status: 401, code: 'ACC401' });
  });

  it('follows a change of roles with the next request', async () => {
    const it_ = await loginAs('admin', 'a long sentence');
    const id = await app.addStaff('mover', 'staff', shop);
    const mover = await app.logIn('mover');
    await it_('PATCH', `/v1/staff/${id}`, { roles: [{ role: 'operator', shop_id: shop }] });
    expect((await mover('GET', '/v1/session')).body.rights).toContain('import.create');
  });

  it('leaves roles as one person has changed them for another who has not looked since, also when both save at once', async () => {
    const it_ = await loginAs('admin', 'a long sentence');
    const id = await app.addStaff('twice', 'staff', shop);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const held = (role: string) => [{ role, shop_id: shop, until }];
    const change = (role: string, roles_before: object[]) =>
      it_('PATCH', `/v1/staff/${id}`, { roles: held(role), roles_before });
    const first = [{ role: 'staff', shop_id: shop }];
    const both = await Promise.all([change('operator', first), change('manager', first)]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'STF412' });
    const now = both[0]?.status === 204 ? 'operator' : 'manager';
    expect((await change('staff', [{ ...held(now)[0], until: null }])).status).toBe(409);
    expect((await change('staff', held(now))).status).toBe(204);
  });

  it('follows a change of what a role grants with the next request', async () => {
    await app.addStaff('changed', 'analyst', shop);
    const changed = await app.logIn('changed');
    const rights = async () => (await changed('GET', '/v1/session')).body.rights;
    expect(await rights()).toContain('fan.read');
    const { rules } = await app.db
      .selectFrom('role')
      .select('rules')
      .where('key', '=', 'analyst')
      .executeTakeFirstOrThrow();
    const setRules = (to: unknown) =>
      app.db
        .updateTable('role')
        .set({ rules: JSON.stringify(to) })
        .where('key', '=', 'analyst')
        .execute();
    await setRules([]);
    expect(await rights()).toEqual([]);
    await setRules(rules);
    expect(await rights()).toContain('fan.read');
  });

  it('covers a shop that is new, where a role holds in every shop', async () => {
    await app.addStaff('everywhere', 'operator', null);
    const everywhere = await app.logIn('everywhere');
    const shops = async () => (await everywhere('GET', '/v1/session')).body.shops;
    expect(await shops()).toHaveLength(1);
    await app.db.insertInto('shop').values({ name: '新店' }).execute();
    expect(await shops()).toHaveLength(2);
  });

  it('runs out with its cookie, however often that was right before', async () => {
    const cookie = `fanloom_session=${await signed({ expires: '1s' })}`;
    const call = async () => (await app.call('GET', '/v1/session', undefined, { cookie })).status;
    expect(await call()).toBe(200);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2_000 });
    onTestFinished(() => void vi.useRealTimers());
    expect(await call()).toBe(401);
  });

  it.each([
    ['unsigned', () => `${encode({ alg: 'none' })}.${encode({ jti: 'x', iss: 'fanloom', aud: 'fanloom/session' })}.`],
    ['of another audience', () => signed({ audience: 'other' })],
    ['of another issuer', () => signed({ issuer: 'other' })],
    ['expired', () => signed({ expires: '-1s' })],
    ['under another key', () => signed({ key: Buffer.alloc(32, 9) })],
    ['under another algorithm', () => signed({ alg: 'HS512' })],
  ])('is not opened by a cookie %s', async (_, cookie) => {
    const answer = await app.call('GET', '/v1/session', undefined, { cookie: `fanloom_session=${await cookie()}` });
    expect(answer.status).toBe(401);
  });

  it('is opened by a cookie that is right', async () => {
    const answer = await app.call('GET', '/v1/session', undefined, { cookie: `fanloom_session=${await signed({})}` });
    expect(answer.status).toBe(200);
  });
});

async function loginAs(login: string, password: string) {
  const { headers } = await app.call('POST', '/v1/session', { login, password });
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  return (method: string, path: string, body?: unknown) => app.call(method, path, body, { cookie });
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Claims {
  issuer?: string;
  audience?: string;
  expires?: string;
  key?: Buffer;
  alg?: string;
}

async function signed({
  issuer = 'fanloom',
  audience = 'fanloom/session',
  expires = '1h',
  key,
  alg = 'HS256',
}: Claims) {
  const staff = await app.db.selectFrom('staff').select('id').where('login', '=', 'yunying').executeTakeFirstOrThrow();
  const expires_at = new Date(Date.now() + 3_600_000);
  const session = await app.db
    .insertInto('session')
    .values({ staff_id: staff.id, expires_at })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { id: kid, secret } = await currentSigningKey(app.deps);
  return new SignJWT({ gen: 1 })
    .setProtectedHeader({ alg, kid })
    .setJti(session.id)
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime(expires)
    .sign(key ?? secret);
}

describe('throttling', () => {
  const attempt = (login: string, password: string, address = '10.0.0.1', forwarded?: string) =>
    app.callFrom(address)(
      'POST',
      '/v1/session',
      { login, password },
      forwarded ? { 'x-forwarded-for': forwarded } : {},
    );

  it('stops guessing one login from one address, also with made-up forwarded addresses', async () => {
    const wrong = [];
    for (let n = 0; n < 5; n++)
      wrong.push((await attempt('yunying', 'wrong', '10.0.0.1', `1.1.1.${String(n)}`)).status);
    expect(wrong).toEqual([401, 401, 401, 401, 401]);
    const refused = await attempt('yunying', testPassword, '10.0.0.1', '9.9.9.9');
    expect(refused.body).toMatchObject({ status: 429, code: 'ACC429' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800);
    expect((await attempt('yunying', testPassword, '10.0.0.2')).status).toBe(200);
  });

  it('answers an unknown login as a wrong password, and counts it', async () => {
    const unknown = await attempt('nobody', 'wrong', '10.0.1.1');
    const known = await attempt('admin', 'wrong', '10.0.1.2');
    expect({ ...unknown.body, instance: '' }).toEqual({ ...known.body, instance: '' });
    for (let n = 0; n < 4; n++) await attempt('nobody', 'wrong', '10.0.1.1');
    expect((await attempt('nobody', 'wrong', '10.0.1.1')).status).toBe(429);
  });

  it('counts attempts made at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => attempt('admin', 'wrong', '10.0.2.1')));
    expect(answers.filter((answer) => answer.status === 401).length).toBeLessThanOrEqual(5);
  });

  it('stops one address that tries many logins', async () => {
    const answers = [];
    for (let n = 0; n < 51; n++) answers.push((await attempt(`user${String(n)}`, 'wrong', '10.0.3.1')).status);
    expect(answers.at(-1)).toBe(429);
  });

  it('believes forwarded addresses from configured proxies only', async () => {
    const proxies = new BlockList();
    proxies.addAddress('10.0.9.9');
    Object.assign(app.deps.settings, { trustedProxies: proxies });
    for (let n = 0; n < 5; n++) await attempt('proxied', 'wrong', '10.0.9.9', '203.0.113.1');
    expect((await attempt('proxied', 'wrong', '10.0.9.9', '203.0.113.1')).status).toBe(429);
    expect((await attempt('proxied', 'wrong', '10.0.9.9', '203.0.113.1, 203.0.113.2')).status).toBe(401);
    Object.assign(app.deps.settings, { trustedProxies: new BlockList() });
  });
});

describe('API tokens and people', () => {
  it('are managed by IT only', async () => {
    const operator = await app.logIn('yunying');
    for (const path of ['/v1/staff', '/v1/tokens']) expect((await operator('GET', path)).status).toBe(403);
    const body = { login: 'x', name: 'x', password: testPassword, roles: [] };
    expect((await operator('POST', '/v1/staff', body)).status).toBe(403);
  });

  it('shows a token once and revokes it', async () => {
    const it_ = await loginAs('admin', 'a long sentence');
    const { body } = await it_('POST', '/v1/tokens', { shop_id: shop, name: 'ERP', scopes: ['events:write'] });
    expect(body.token).toMatch(/^fl_/);
    const listed = await it_('GET', '/v1/tokens');
    expect(JSON.stringify(listed.body)).not.toContain(String(body.token));
    expect((await it_('DELETE', `/v1/tokens/${String(body.id)}`)).status).toBe(204);
    expect((await it_('DELETE', `/v1/tokens/${String(body.id)}`)).status).toBe(404);
  });

  it('lets a token do no more than its owner, who may lose the right or leave', async () => {
    const it_ = await loginAs('admin', 'a long sentence');
    const owner = await app.addStaff('owner', 'it', null);
    const made = await (
      await app.logIn('owner')
    )('POST', '/v1/tokens', { shop_id: shop, name: 'ERP', scopes: ['events:write'] });
    const authorization = `Bearer ${String(made.body.token)}`;
    const send = async () => (await app.call('POST', '/v1/events', { events: [] }, { authorization })).status;
    // 400: let in, and told that there is no event.
    expect(await send()).toBe(400);
    const roles = (role: string) => it_('PATCH', `/v1/staff/${owner}`, { roles: [{ role, shop_id: null }] });
    await roles('operator');
    expect(await send()).toBe(401);
    await roles('it');
    expect(await send()).toBe(400);
    await it_('PATCH', `/v1/staff/${owner}`, { active: false });
    expect(await send()).toBe(401);
    await it_('PATCH', `/v1/staff/${owner}`, { active: true });
    expect(await send()).toBe(401);
    await roles('staff');
  });

  it('ends a token with its time', async () => {
    const it_ = await loginAs('admin', 'a long sentence');
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    const body = { shop_id: shop, name: 'once', scopes: ['events:write'], expires_at };
    const made = (await it_('POST', '/v1/tokens', body)).body;
    const authorization = `Bearer ${String(made.token)}`;
    const send = async () => (await app.call('POST', '/v1/events', { events: [] }, { authorization })).status;
    expect(await send()).toBe(400);
    await app.db
      .updateTable('api_token')
      .set({ expires_at: new Date(0) })
      .where('id', '=', String(made.id))
      .execute();
    expect(await send()).toBe(401);
  });

  it('refuses a login that is taken, a role that is not there, and to disable the last administrator', async () => {
    const it_ = await loginAs('admin', 'a long sentence');
    const person = { login: 'Yunying', name: 'x', password: testPassword, roles: [] };
    expect((await it_('POST', '/v1/staff', person)).body).toMatchObject({ code: 'STF409' });
    const unknown = { ...person, login: 'other', roles: [{ role: '__proto__', shop_id: null }] };
    expect((await it_('POST', '/v1/staff', unknown)).body).toMatchObject({ code: 'STF422' });
    const { id } = await app.db.selectFrom('staff').select('id').where('login', '=', 'admin').executeTakeFirstOrThrow();
    expect((await it_('PATCH', `/v1/staff/${id}`, { active: false })).body).toMatchObject({ code: 'STF410' });
    expect((await it_('PATCH', `/v1/staff/${id}`, { role: 'it' })).status).toBe(400);
  });

  it('offers colleagues by name only, and nobody whose role has ended', async () => {
    const ended = await app.addStaff('ended', 'staff', shop);
    await app.db
      .updateTable('staff_role')
      .set({ until: new Date(Date.now() - 1_000) })
      .where('staff_id', '=', ended)
      .execute();
    const operator = await app.logIn('yunying');
    const { body } = await operator('GET', `/v1/shops/${shop}/owners`);
    expect(body.items).toContainEqual({ id: expect.any(String) as string, name: 'mover' });
    expect(JSON.stringify(body)).not.toMatch(/leaver|ended/);
  });
});

describe('the shell', () => {
  it('refuses a change that comes from another site', async () => {
    const body = { login: 'yunying', password: testPassword };
    const foreign = await app.call('POST', '/v1/session', body, { origin: 'https://evil.example', host: 'localhost' });
    expect(foreign.status).toBe(403);
    expect((await app.call('POST', '/v1/session', body, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  it('measures bodies before it reads them', async () => {
    const answer = await app.call('POST', '/v1/session', { login: 'x'.repeat(2_000_000), password: 'x' });
    expect(answer.body).toMatchObject({ status: 413, code: 'REQ413' });
  });

  it('tells which fields are wrong, and nothing of itself', async () => {
    const answer = await app.call('POST', '/v1/session', { login: 1, extra: true });
    expect(answer.body).toMatchObject({ status: 400, code: 'REQ400' });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const malformed = await app.call('POST', '/v1/session', '{');
    expect(malformed.status).toBe(400);
    expect((await app.call('GET', '/v1/nothing')).body).toMatchObject({ status: 404, code: 'REQ404' });
  });

  it('describes itself', async () => {
    expect((await app.call('GET', '/readyz')).body).toEqual({ status: 'ok' });
    expect((await app.call('GET', '/openapi.json')).body).toHaveProperty('paths./v1/fans.get');
  });
});
