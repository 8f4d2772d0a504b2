import { currentSigningKey } from '@fanloom/server/account/signing-key.js';
import { fromBase32 } from '@fanloom/server/account/testing/authenticator.js';
import { hotp, stepAt } from '@fanloom/server/account/totp.js';
import { createApp } from '@fanloom/server/http/app.js';
import { type Answer, createTestApp, type TestApp, testPassword } from '@fanloom/server/http/testing/test-app.js';
import { SignJWT } from 'jose';
import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/* Ways into somebody's account that are not their own: a moment too late, a cookie of one's own making, a guess. */

let app: TestApp;
let shop: string;

beforeAll(async () => {
  app = await createTestApp();
  shop = (await app.db.insertInto('shop').values({ name: '甲店' }).returning('id').executeTakeFirstOrThrow()).id;
  await app.addStaff('it', 'it', null);
});

afterAll(() => app.close());

let people = 0;
async function addPerson(): Promise<{ id: string; login: string }> {
  const login = `person${String(++people)}`;
  return { id: await app.addStaff(login, 'staff', shop), login };
}

const cookieOf = ({ headers }: Answer) => headers.get('set-cookie')?.split(';')[0] ?? '';
const logIn = (login: string, more: object = {}, address = '127.0.0.1') =>
  app.callFrom(address)('POST', '/v1/session', { login, password: testPassword, ...more });
const session = (cookie: string) => app.call('GET', '/v1/session', undefined, { cookie });

/** Does something once, right behind the answer in which the database tells the hash of a password. */
function whilePasswordIsChecked(act: () => Promise<unknown>): KyselyPlugin {
  let isDone = false;
  return {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      if (!isDone && result.rows.some((row) => row['password_hash'])) {
        isDone = true;
        await act();
      }
      return result;
    },
  };
}

/** Asks a server while something happens. */
async function during(act: () => Promise<unknown>, path: string, body: object, cookie = ''): Promise<Response> {
  const racing = createApp({ ...app.deps, db: app.db.withPlugin(whilePasswordIsChecked(act)) });
  const headers = { 'Content-Type': 'application/json', cookie };
  return racing.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

const resetTo = 'another sentence of IT 7';
const reset = async (id: string) => {
  const answer = await (await app.logIn('it'))('POST', `/v1/staff/${id}/password`, { password: resetTo });
  expect(answer.status).toBe(204);
};
const disable = async (id: string) => {
  expect((await (await app.logIn('it'))('PATCH', `/v1/staff/${id}`, { active: false })).status).toBe(204);
};

describe('a password that is right no longer', () => {
  it.each([
    ['IT sets another', reset],
    ['the account is disabled', disable],
  ])('opens nothing, now or later, when %s while it is checked', async (_, act) => {
    const { id, login } = await addPerson();
    const answer = await during(() => act(id), '/v1/session', { login, password: testPassword });
    const open = app.db.selectFrom('session').select('id').where('staff_id', '=', id).where('revoked_at', 'is', null);
    expect([answer.status, await open.execute()]).toEqual([401, []]);
  });

  it('chooses no new one when IT sets another while it is checked', async () => {
    const { id, login } = await addPerson();
    const cookie = cookieOf(await logIn(login));
    const password = 'what the thief would choose 9';
    const body = { current_password: testPassword, password };
    expect((await during(() => reset(id), '/v1/session/password', body, cookie)).status).toBe(403);
    expect((await logIn(login, { password })).status).toBe(401);
    expect((await logIn(login, { password: resetTo })).status).toBe(200);
  });
});

describe('a cookie of one’s own making', () => {
  const encode = (value: unknown) =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

  /** One that is right, but for its header and what it says. */
  async function forged(header: object, claims: object = {}): Promise<string> {
    const { id: kid, secret } = await currentSigningKey(app.deps);
    const cookie = cookieOf(await logIn((await addPerson()).login));
    const [, said = ''] = cookie.split('.');
    const payload = JSON.parse(Buffer.from(said, 'base64url').toString()) as Record<string, unknown>;
    return new SignJWT({ ...payload, ...claims })
      .setProtectedHeader({ alg: 'HS256', kid, ...header })
      .sign(secret, { crit: { 'x-own': true } });
  }
  const ask = (token: string) => session(`fanloom_session=${token}`);

  it('is taken when it is the one that was given', async () => {
    expect((await ask(await forged({}))).status).toBe(200);
  });

  it.each([
    ['names what must be understood', { crit: ['x-own'], 'x-own': 1 }, {}],
    ['names a key by a list', { kid: [] }, {}],
    ['names a key by a path', { kid: '../../../../dev/null' }, {}],
    ['names a key by an object', { kid: { $ne: null } }, {}],
    ['names a key that is very long', { kid: 'a'.repeat(3_000) }, {}],
    ['names no session', {}, { jti: undefined }],
    ['names a session by a list', {}, { jti: [crypto.randomUUID()] }],
    ['names a session that is not there', {}, { jti: crypto.randomUUID() }],
    ['counts its cookies by a text', {}, { gen: '1' }],
    ['counts its cookies by a list', {}, { gen: [1] }],
    ['counts itself before the first', {}, { gen: -1 }],
    ['counts itself after the last', {}, { gen: 99 }],
    ['is for others, too', {}, { aud: 'elsewhere' }],
    ['does not end', {}, { exp: undefined }],
    ['is not good yet', {}, { nbf: Math.floor(Date.now() / 1000) + 3_600 }],
  ])('opens nothing when it %s', async (_, header, claims) => {
    expect((await ask(await forged(header, claims))).status).toBe(401);
  });

  it('names its key by a text: a list of one is no other name of it', async () => {
    const { id } = await currentSigningKey(app.deps);
    expect((await ask(await forged({ kid: [id] }))).status).toBe(401);
  });

  it.each([['null'], ['"x"'], ['[]'], ['{"__proto__":{"kid":"x"}}'], ['{'], ['{"alg":"none","kid":null}']])(
    'opens nothing with the header %s',
    async (header) => {
      expect((await ask(`${encode(header)}.${encode({})}.`)).status).toBe(401);
      expect(({} as Record<string, unknown>)['kid']).toBeUndefined();
    },
  );
});

describe('guessing', () => {
  const wrong = (login: string, address: string) => logIn(login, { password: 'wrong' }, address);

  it('counts by the line of an IPv6 address, which has as many as it likes', async () => {
    const { login } = await addPerson();
    for (let n = 1; n <= 5; n++) expect((await wrong(login, `2001:db8:0:7::${String(n)}`)).status).toBe(401);
    expect((await wrong(login, '2001:db8:0:7:ffff::6')).status).toBe(429);
    expect((await logIn(login, {}, '2001:db8:0:8::1')).status).toBe(200);
  });

  it('from elsewhere keeps nobody out of where they logged in before, and is stopped there', async () => {
    const { login } = await addPerson();
    const home = '198.51.100.7';
    expect((await logIn(login, {}, home)).status).toBe(200);
    for (let n = 0; n < 20; n++) await wrong(login, `203.0.113.${String(n >> 2)}`);
    expect((await logIn(login, {}, '203.0.113.99')).status).toBe(429);
    expect((await logIn(login, {}, home)).status).toBe(200);
    for (let n = 0; n < 5; n++) expect((await wrong(login, home)).status).toBe(401);
    expect((await logIn(login, {}, home)).status).toBe(429);
  });

  it.each([['ＰＥＲＳＯＮ'], ['Person'], [' person '], ['ᵖerson']])(
    'counts for one login however it is written: %s',
    async (word) => {
      const { login } = await addPerson();
      const [address, number] = [`2001:db8:1:${String(people)}::1`, login.slice('person'.length)];
      for (let n = 0; n < 5; n++) await wrong(`${word.trimEnd()}${number}`, address);
      expect((await wrong(login, address)).status).toBe(429);
    },
  );
});

describe('a code of the second factor', () => {
  const codeOf = (secret: Buffer, ahead = 0) => hotp(secret, stepAt(Date.now()) + ahead);

  async function withFactor() {
    const person = await addPerson();
    const cookie = cookieOf(await logIn(person.login));
    const call = (method: string, path: string, body?: unknown) => app.call(method, path, body, { cookie });
    const begun = await call('POST', '/v1/session/second-factor', { current_password: testPassword });
    const secret = fromBase32(String(begun.body['secret']));
    const code = codeOf(secret, -1);
    const confirmed = await call('POST', '/v1/session/second-factor/confirmation', { code });
    const [recovery = ''] = confirmed.body['recovery_codes'] as string[];
    return { ...person, call, secret, confirmed: code, recovery };
  }

  it('is good for one of two log-ins at the same time, also one of those for a lost phone', async () => {
    const { login, secret, recovery } = await withFactor();
    for (const code of [codeOf(secret), recovery]) {
      const answers = await Promise.all([1, 2, 3].map(() => logIn(login, { code })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    }
  });

  it('is not the one that set it up, nor one from before or later than a half minute', async () => {
    const { login, secret, confirmed } = await withFactor();
    for (const code of [confirmed, codeOf(secret, -3), codeOf(secret, 3)])
      expect((await logIn(login, { code }, `192.0.2.${code.slice(-2)}`)).body['code']).toBe('ACC422');
  });

  it('opens no session before it was given, and none with that of somebody else', async () => {
    const [mine, theirs] = [await withFactor(), await withFactor()];
    const half = await logIn(mine.login);
    expect([half.body['code'], half.headers.get('set-cookie')]).toEqual(['ACC421', null]);
    for (const code of [codeOf(theirs.secret), theirs.recovery])
      expect((await logIn(mine.login, { code })).body['code']).toBe('ACC422');
  });

  it('is asked for by the old app until a new one has shown its own', async () => {
    const { login, call, secret } = await withFactor();
    const begun = await call('POST', '/v1/session/second-factor', { current_password: testPassword });
    const drawn = fromBase32(String(begun.body['secret']));
    expect((await logIn(login, { code: codeOf(drawn) })).body['code']).toBe('ACC422');
    expect((await logIn(login, { code: codeOf(secret) })).status).toBe(200);
    const confirm = await call('POST', '/v1/session/second-factor/confirmation', { code: codeOf(drawn, -1) });
    expect(confirm.status).toBe(200);
    expect((await logIn(login, { code: codeOf(secret, 1) })).body['code']).toBe('ACC422');
  });

  it('is not found by trying for long: then a recovery code opens, or a new password', async () => {
    const { id, login, secret, recovery } = await withFactor();
    const refused = { actor_id: null, action: 'session.refuse', subject: 'staff', subject_id: id };
    const wrong = (n: number) =>
      app.db
        .insertInto('audit')
        .values(Array.from({ length: n }, () => ({ ...refused, detail: JSON.stringify({ reason: 'code' }) })))
        .execute();
    await wrong(49);
    expect((await logIn(login, { code: codeOf(secret) })).status).toBe(200);
    await wrong(50);
    const answer = await logIn(login, { code: codeOf(secret, 1) });
    expect([answer.status, answer.body['code']]).toEqual([403, 'ACC430']);
    expect((await logIn(login, { code: recovery })).status).toBe(200);
    expect((await logIn(login, { code: codeOf(secret, 1) })).status).toBe(200);
    await wrong(50);
    await reset(id);
    expect((await logIn(login, { password: resetTo, code: '000000' })).body['code']).toBe('ACC422');
  });

  it('goes away with the password only, and not for whoever holds just a session', async () => {
    const { call, login } = await withFactor();
    for (const road of ['', '/removal', '/recovery-codes'])
      for (const body of [{}, { current_password: '' }, { current_password: 'wrong' }])
        expect((await call('POST', `/v1/session/second-factor${road}`, body)).status).toBeGreaterThanOrEqual(400);
    expect((await logIn(login, {}, '192.0.2.200')).body['code']).toBe('ACC421');
  });
});
