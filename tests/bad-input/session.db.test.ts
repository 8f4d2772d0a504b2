import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { currentSigningKey } from '@fanloom/server/account/signing-key.js';
import { type Call, createTestApp, type TestApp, testPassword } from '@fanloom/server/http/testing/test-app.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let app: TestApp;
let shop: string;
let it_: Call;

beforeAll(async () => {
  app = await createTestApp();
  shop = (await app.db.insertInto('shop').values({ name: '旗舰店' }).returning('id').executeTakeFirstOrThrow()).id;
  await app.addStaff('it', 'it', null);
  await app.addStaff('lin', 'staff', shop);
  it_ = await app.logIn('it');
});

afterAll(() => app.close());

const logIn = (login: string, password = testPassword) => app.call('POST', '/v1/session', { login, password });
const cookieOf = async (login: string) => (await logIn(login)).headers.get('set-cookie')?.split(';')[0] ?? '';
const withCookie = async (cookie: string) => (await app.call('GET', '/v1/session', undefined, { cookie })).status;

/** The parts of a real cookie's token, to be put together otherwise. */
async function parts() {
  const [header = '', payload = '', signature = ''] = (await cookieOf('lin')).replace(/^[^=]*=/, '').split('.');
  const read = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>;
  return { header: read(header), payload: read(payload), signature };
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a forged session is answered 401', () => {
  it('alg: none, with and without the signature of another token', async () => {
    const { header, payload, signature } = await parts();
    for (const alg of ['none', 'None', 'NONE', '']) {
      const token = `${encode({ ...header, alg })}.${encode(payload)}`;
      expect(await withCookie(`fanloom_session=${token}.`)).toBe(401);
      expect(await withCookie(`fanloom_session=${token}.${signature}`)).toBe(401);
    }
  });

  it('an asymmetric algorithm, whose public key comes along', async () => {
    const { header, payload } = await parts();
    for (const [alg, pair] of [
      ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
      ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ] as const) {
      const jwk = pair.publicKey.export({ format: 'jwk' });
      for (const claimed of [
        { ...header, alg, jwk },
        { alg, jwk },
      ]) {
        const token = await new SignJWT(payload).setProtectedHeader(claimed).sign(pair.privateKey);
        expect(await withCookie(`fanloom_session=${token}`)).toBe(401);
      }
    }
  });

  it('a key of another kind: the secrets file’s own, an unknown one, one named by a path or by SQL', async () => {
    const { payload } = await parts();
    const { id, secret } = await currentSigningKey(app.deps);
    const forge = (kid: string, key: Uint8Array) =>
      new SignJWT(payload).setProtectedHeader({ alg: 'HS256', kid }).sign(key);
    expect(await withCookie(`fanloom_session=${await forge(id, app.deps.secrets.sessionKey)}`)).toBe(401);
    for (const kid of [randomUUID(), '', '../../dev/null', `' or true --`, '\u0000']) {
      expect(await withCookie(`fanloom_session=${await forge(kid, secret)}`)).toBe(401);
    }
    expect(await withCookie(`fanloom_session=${await forge(id, secret)}`)).toBe(200);
  });

  it.each([
    ['of another audience', { aud: 'fanloom/other' }],
    ['of another issuer', { iss: 'other' }],
    ['expired', { exp: 1 }],
    ['that never ends', { exp: undefined }],
    ['of no session', { jti: undefined }],
    ['of a session that is none', { jti: `' or true --` }],
    ['of another generation', { gen: 'x' }],
    ['of a generation to come', { gen: 7 }],
  ])('a token %s', async (_, change) => {
    const { payload } = await parts();
    const { id, secret } = await currentSigningKey(app.deps);
    const token = await new SignJWT({ ...payload, ...change })
      .setProtectedHeader({ alg: 'HS256', kid: id })
      .sign(secret);
    expect(await withCookie(`fanloom_session=${token}`)).toBe(401);
  });
});

describe('guessing passwords', () => {
  it('50 wrong log-ins from one address are answered 429, whatever address they claim to forward', async () => {
    const attacker = app.callFrom('198.51.100.7');
    const statuses = [];
    for (let n = 0; n <= 50; n++) {
      const forwarded = { 'x-forwarded-for': `203.0.113.${String(n)}`, forwarded: `for=203.0.113.${String(n)}` };
      const guess = { login: `user${String(n)}`, password: 'wrong' };
      statuses.push((await attacker('POST', '/v1/session', guess, forwarded)).status);
    }
    expect(statuses).toEqual([...Array<number>(50).fill(401), 429]);
  });

  it('an unknown login and a wrong password are answered alike', async () => {
    const [unknown, wrong] = [await logIn('nobody', 'wrong'), await logIn('lin', 'wrong')];
    expect({ ...unknown.body, instance: '' }).toEqual({ ...wrong.body, instance: '' });
  });
});

describe('an old session is answered 401', () => {
  it('after the person changed the password', async () => {
    await app.addStaff('changer', 'staff', shop);
    const [here, there] = [await cookieOf('changer'), await cookieOf('changer')];
    const change = { current_password: testPassword, password: 'a sentence of mine' };
    expect((await app.call('POST', '/v1/session/password', change, { cookie: here })).status).toBe(204);
    expect([await withCookie(here), await withCookie(there)]).toEqual([401, 401]);
  });

  it('after IT set another password, and after IT disabled the person', async () => {
    const id = await app.addStaff('leaver', 'staff', shop);
    const before = await cookieOf('leaver');
    await it_('POST', `/v1/staff/${id}/password`, { password: testPassword });
    const after = await cookieOf('leaver');
    await it_('PATCH', `/v1/staff/${id}`, { active: false });
    expect([await withCookie(before), await withCookie(after)]).toEqual([401, 401]);
  });
});

describe('a request from another site is answered 403', () => {
  it.each([
    ['POST', '/v1/session'],
    ['POST', '/v1/session/password'],
    ['DELETE', '/v1/session/devices'],
    ['POST', '/v1/sign-in/sso'],
    ['POST', '/v1/sign-in/sso/callback'],
    ['PUT', '/v1/sign-in/settings'],
  ])('%s %s', async (method, path) => {
    const cookie = await cookieOf('it');
    const foreign = { cookie, origin: 'https://evil.example', host: 'localhost' };
    expect((await app.call(method, path, {}, foreign)).status).toBe(403);
    expect((await app.call(method, path, {}, { cookie, 'sec-fetch-site': 'same-site' })).status).toBe(403);
    // As `https://a:b@crm.example.com/` brings it.
    expect((await app.call(method, path, {}, { ...foreign, authorization: 'Basic YTpi' })).status).toBe(403);
  });
});

describe('a body that says more than it may is answered 400', () => {
  it('a role in one’s own profile', async () => {
    const cookie = await cookieOf('lin');
    for (const more of [{ role: 'it' }, { roles: ['it'] }, { duty: null }, { second_factor: false }]) {
      const answer = await app.call('PATCH', '/v1/session', { language: 'zh', ...more }, { cookie });
      expect(answer.status).toBe(400);
    }
  });

  it.each(['__proto__', 'constructor', 'toString.call'])(
    'the key %s, in a log-in, a profile and the settings',
    async (key) => {
      const cookie = await cookieOf('it');
      const body = `{"login":"it","password":"x","language":"zh","${key}":{"polluted":true}}`;
      for (const [method, path] of [
        ['POST', '/v1/session'],
        ['PATCH', '/v1/session'],
        ['PUT', '/v1/sign-in/settings'],
      ] as const) {
        expect((await app.call(method, path, body, { cookie })).status).toBe(400);
      }
      expect({}).not.toHaveProperty('polluted');
    },
  );

  it.each([
    ['NUL', 'a\u0000b'],
    ['half a character', 'a\ud800b'],
  ])('%s in a login or a name', async (_, text) => {
    const person = { login: text, name: text, password: testPassword, roles: [] };
    expect((await it_('POST', '/v1/staff', person)).status).toBe(400);
    expect((await logIn(text, 'wrong')).status).toBe(400);
    expect((await logIn('lin', text)).status).toBe(401);
  });
});

it('whatever tells of a person is not kept by caches', async () => {
  const cookie = await cookieOf('lin');
  for (const path of ['/v1/session', '/v1/session/devices', '/v1/session/second-factor', '/v1/sign-in']) {
    const { headers } = await app.call('GET', path, undefined, { cookie });
    expect(headers.get('cache-control')).toBe('no-store');
  }
});
