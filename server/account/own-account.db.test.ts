import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Call, createTestApp, type TestApp, testPassword } from '../http/testing/test-app.js';
import { fromBase32 } from './testing/authenticator.js';
import { rotateSigningKey } from './signing-key.js';
import { hotp, stepAt } from './totp.js';

let app: TestApp;
let shop: string;
let number = 0;

/** A person of this test's own, so that no test throttles another. */
interface Somebody {
  id: string;
  login: string;
  cookie: string;
  call: Call;
}

beforeAll(async () => {
  app = await createTestApp();
  shop = (await app.db.insertInto('shop').values({ name: '旗舰店' }).returning('id').executeTakeFirstOrThrow()).id;
});

afterAll(() => app.close());

beforeEach(async () => {
  await app.db.updateTable('role').set({ second_factor: false }).execute();
});

async function somebody(role: 'staff' | 'it' = 'staff'): Promise<Somebody> {
  const login = `person${String(++number)}`;
  const id = await app.addStaff(login, role, role === 'it' ? null : shop);
  const cookie = await cookieOf(login);
  return { id, login, cookie, call: withCookie(cookie) };
}

function logIn(login: string, more: Record<string, string> = {}) {
  return app.call('POST', '/v1/session', { login, password: testPassword, ...more });
}

async function cookieOf(login: string): Promise<string> {
  return cookieIn((await logIn(login)).headers);
}

function cookieIn(headers: Headers): string {
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

function withCookie(cookie: string): Call {
  return (method, path, body, headers) => app.call(method, path, body, { cookie, ...headers });
}

const who = (cookie: string) => withCookie(cookie)('GET', '/v1/session');

describe('the cookie of a session', () => {
  const age = ({ id }: Somebody, column: 'rotated_at' | 'confirmed_at') =>
    app.db
      .updateTable('session')
      .set({ [column]: sql`now() - interval '2 hours'` })
      .where('staff_id', '=', id)
      .execute();

  it('is replaced after an hour; the old one ends the session when it is shown after its successor', async () => {
    const person = await somebody();
    expect((await who(person.cookie)).headers.get('set-cookie')).toBeNull();
    await age(person, 'rotated_at');
    const next = cookieIn((await who(person.cookie)).headers);
    expect(next).toMatch(/^fanloom_session=/);
    expect(next).not.toBe(person.cookie);
    expect((await who(next)).status).toBe(200);
    await age(person, 'confirmed_at');
    expect((await who(person.cookie)).status).toBe(401);
    expect((await who(next)).status).toBe(401);
    const audited = await app.db
      .selectFrom('audit')
      .select('actor_id')
      .where('action', '=', 'session.reused')
      .execute();
    expect(audited).toEqual([{ actor_id: person.id }]);
  });

  it('goes on while requests that left with the old one arrive, and when the answer with the new one was lost', async () => {
    const person = await somebody();
    await age(person, 'rotated_at');
    const [one, two] = await Promise.all([who(person.cookie), who(person.cookie)]);
    expect([one.status, two.status]).toEqual([200, 200]);
    const again = await who(person.cookie);
    const next = cookieIn(again.headers);
    expect((await who(next)).status).toBe(200);
    const late = await who(person.cookie);
    expect([late.status, late.headers.get('set-cookie')]).toEqual([200, null]);
  });

  it('ends the session when it is older than its predecessor', async () => {
    const person = await somebody();
    await app.db.updateTable('session').set({ generation: 3 }).where('staff_id', '=', person.id).execute();
    expect((await who(person.cookie)).status).toBe(401);
  });

  it('stays good when the key that signs is changed, and falls with a key that is forgotten', async () => {
    const person = await somebody();
    await rotateSigningKey(app.deps);
    const after = await cookieOf(person.login);
    const keyOf = (cookie: string) => {
      const header = cookie.split('=')[1]?.split('.')[0] ?? '';
      return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid;
    };
    expect(keyOf(after)).not.toBe(keyOf(person.cookie));
    expect([(await who(person.cookie)).status, (await who(after)).status]).toEqual([200, 200]);
    await app.db
      .updateTable('signing_key')
      .set({ created_at: sql`now() - interval '45 days'` })
      .execute();
    const fresh = await cookieOf(person.login);
    expect([keyOf(person.cookie), keyOf(after)]).not.toContain(keyOf(fresh));
    expect(await app.db.selectFrom('signing_key').select('id').execute()).toEqual([{ id: keyOf(fresh) }]);
  });
});

describe('devices', () => {
  it('are listed with their last use, and logged out one by one or all but this', async () => {
    const person = await somebody();
    const phone = await app.callFrom('10.9.8.7')(
      'POST',
      '/v1/session',
      { login: person.login, password: testPassword },
      { 'user-agent': 'Phone/1.0' },
    );
    const phoneCookie = cookieIn(phone.headers);
    await cookieOf(person.login);
    const { body } = await person.call('GET', '/v1/session/devices');
    const items = body.items as { id: string; current: boolean; user_agent: string; address: string }[];
    expect(items).toHaveLength(3);
    expect(items.filter((device) => device.current)).toHaveLength(1);
    const listed = items.find((device) => device.user_agent === 'Phone/1.0');
    expect(listed).toMatchObject({ address: '10.9.8.7', method: 'password', current: false });
    expect((await person.call('DELETE', `/v1/session/devices/${listed?.id ?? ''}`)).status).toBe(204);
    expect((await who(phoneCookie)).status).toBe(401);
    expect((await person.call('DELETE', '/v1/session/devices')).status).toBe(204);
    const left = (await person.call('GET', '/v1/session/devices')).body.items;
    expect(left).toMatchObject([{ current: true }]);
  });

  it('of somebody else are not there', async () => {
    const [one, other] = [await somebody(), await somebody()];
    const { body } = await other.call('GET', '/v1/session/devices');
    const [theirs] = body.items as { id: string }[];
    expect((await one.call('DELETE', `/v1/session/devices/${theirs?.id ?? ''}`)).status).toBe(404);
    expect((await who(other.cookie)).status).toBe(200);
  });
});

describe('one’s own password', () => {
  const next = '一句只有我才知道的很长很长的话';
  const change = (person: Somebody, passwords: Record<string, string> = {}) =>
    person.call('POST', '/v1/session/password', { current_password: testPassword, password: next, ...passwords });

  it('changes with the current one, and every cookie from before falls but this browser goes on', async () => {
    const person = await somebody();
    const elsewhere = await cookieOf(person.login);
    const answer = await change(person);
    expect(answer.status).toBe(204);
    expect((await who(elsewhere)).status).toBe(401);
    expect((await who(person.cookie)).status).toBe(401);
    expect((await who(cookieIn(answer.headers))).status).toBe(200);
    expect((await logIn(person.login)).status).toBe(401);
    expect((await logIn(person.login, { password: next })).status).toBe(200);
  });

  it('stays when the current one is wrong, which does not log out and cannot be guessed for long', async () => {
    const person = await somebody();
    const guess = () => change(person, { current_password: 'guess' });
    expect((await guess()).body).toMatchObject({ status: 403, code: 'ACC402' });
    expect((await who(person.cookie)).status).toBe(200);
    for (let n = 0; n < 4; n++) await guess();
    expect((await guess()).status).toBe(429);
    expect((await change(person)).status).toBe(429);
  });

  it.each([
    ['short', 'ACC101'],
    ['1234567890', 'ACC101'],
    [testPassword, 'ACC428'],
  ])('is not changed to %s', async (password, code) => {
    expect((await change(await somebody(), { password })).body).toMatchObject({ code });
  });

  it('must be changed first when somebody else set it: until then nothing else is answered', async () => {
    const person = await somebody();
    await app.db.updateTable('staff').set({ password_temporary: true }).where('id', '=', person.id).execute();
    expect((await who(person.cookie)).body).toMatchObject({ duty: 'password' });
    expect((await person.call('GET', '/v1/fans')).body).toMatchObject({ status: 403, code: 'ACC423' });
    const cookie = cookieIn((await change(person)).headers);
    expect((await who(cookie)).body).toMatchObject({ duty: null });
    expect((await withCookie(cookie)('GET', `/v1/shops/${shop}/owners`)).status).toBe(200);
  });
});

describe('one’s own profile', () => {
  it('has a language to choose', async () => {
    const person = await somebody();
    expect((await person.call('PATCH', '/v1/session', { language: 'en' })).status).toBe(204);
    expect((await who(person.cookie)).body).toMatchObject({ staff: { language: 'en' } });
  });

  it.each([{ role: 'it' }, { language: 'en', roles: ['it'] }, { active: true }, { language: 'fr' }])(
    'takes nothing else: %j',
    async (change) => {
      const person = await somebody();
      expect((await person.call('PATCH', '/v1/session', change)).status).toBe(400);
      expect((await who(person.cookie)).body).toMatchObject({ staff: { language: 'zh' }, roles: [{ key: 'staff' }] });
    },
  );
});

describe('a second factor', () => {
  const begin = (person: Somebody, current_password = testPassword) =>
    person.call('POST', '/v1/session/second-factor', { current_password });
  const codeOf = (secret: string, steps = 0) => hotp(fromBase32(secret), stepAt(Date.now()) + steps);
  const confirm = (person: Somebody, code: string) =>
    person.call('POST', '/v1/session/second-factor/confirmation', { code });

  /** Set up with the code of the half minute before, so that the one of now is still unused. */
  async function enrolled(person: Somebody): Promise<{ secret: string; codes: string[] }> {
    const secret = String((await begin(person)).body.secret);
    const codes = (await confirm(person, codeOf(secret, -1))).body.recovery_codes as string[];
    return { secret, codes };
  }

  it('is set up with the password and a code of the app, and asked for at the next log-in', async () => {
    const person = await somebody();
    expect((await begin(person, 'guess')).body).toMatchObject({ code: 'ACC402' });
    const { body } = await begin(person);
    const secret = String(body.secret);
    expect(body.uri).toBe(`otpauth://totp/Fanloom:${person.login}?secret=${secret}&issuer=Fanloom`);
    expect((await logIn(person.login)).status).toBe(200);
    expect((await confirm(person, '000000')).body).toMatchObject({ status: 403, code: 'ACC422' });
    const { recovery_codes } = (await confirm(person, codeOf(secret, -1))).body;
    expect(new Set(recovery_codes as string[]).size).toBe(10);
    expect((await confirm(person, codeOf(secret))).body).toMatchObject({ code: 'ACC425' });
    expect((await logIn(person.login)).body).toMatchObject({ status: 401, code: 'ACC421' });
    expect((await logIn(person.login, { code: codeOf(secret) })).status).toBe(200);
  });

  it('takes each code once', async () => {
    const person = await somebody();
    const { secret } = await enrolled(person);
    const code = codeOf(secret);
    expect((await logIn(person.login, { code })).status).toBe(200);
    expect((await logIn(person.login, { code })).body).toMatchObject({ status: 401, code: 'ACC422' });
  });

  it('takes a recovery code once, however it is typed, and tells how many are left', async () => {
    const person = await somebody();
    const { codes } = await enrolled(person);
    const typed = `  ${codes[0]?.toUpperCase().replaceAll('-', ' ') ?? ''} `;
    expect((await logIn(person.login, { code: typed })).status).toBe(200);
    expect((await logIn(person.login, { code: typed })).status).toBe(401);
    const state = (await person.call('GET', '/v1/session/second-factor')).body;
    expect(state).toEqual({ enabled: true, recovery_codes_left: 9 });
    const again = { current_password: testPassword };
    const fresh = (await person.call('POST', '/v1/session/second-factor/recovery-codes', again)).body.recovery_codes;
    expect((await logIn(person.login, { code: codes[1] ?? '' })).status).toBe(401);
    expect((await logIn(person.login, { code: (fresh as string[])[0] ?? '' })).status).toBe(200);
  });

  it('is no way to guess: half a log-in in between does not clear wrong codes', async () => {
    const person = await somebody();
    await enrolled(person);
    const answers = [];
    for (let n = 0; n < 6; n++) {
      answers.push((await logIn(person.login, { code: '000000' })).status, (await logIn(person.login)).status);
    }
    expect(answers.slice(0, 9)).toEqual(Array(9).fill(401));
    expect(answers.slice(-2)).toEqual([429, 429]);
  });

  it('keeps its secrets out of the database’s sight', async () => {
    const person = await somebody();
    const { secret, codes } = await enrolled(person);
    const stored = await app.db
      .selectFrom('second_factor')
      .select('secret_encrypted')
      .where('staff_id', '=', person.id)
      .executeTakeFirstOrThrow();
    expect(stored.secret_encrypted?.includes(fromBase32(secret))).toBe(false);
    const hashes = await app.db.selectFrom('recovery_code').select('code_hash').execute();
    for (const code of codes) {
      expect(hashes.every(({ code_hash }) => !code_hash.includes(code.replaceAll('-', '')))).toBe(true);
    }
  });

  it('is asked of everybody in a role that IT marks, before anything else, and cannot be turned off then', async () => {
    const [it_, person] = [await somebody('it'), await somebody()];
    const role = await app.db.selectFrom('role').select('id').where('key', '=', 'staff').executeTakeFirstOrThrow();
    const mark = (call: Call) => call('PUT', `/v1/roles/${role.id}/second-factor`, { required: true });
    expect((await mark(person.call)).status).toBe(403);
    expect((await mark(it_.call)).status).toBe(204);
    expect((await who(person.cookie)).body).toMatchObject({ duty: 'second-factor' });
    expect((await person.call('GET', '/v1/fans')).body).toMatchObject({ status: 403, code: 'ACC424' });
    await enrolled(person);
    expect((await who(person.cookie)).body).toMatchObject({ duty: null });
    const removal = { current_password: testPassword };
    expect((await person.call('POST', '/v1/session/second-factor/removal', removal)).body.code).toBe('ACC426');
  });

  it('is turned off by its owner with the password, or by IT, who cannot turn it on', async () => {
    const [it_, person] = [await somebody('it'), await somebody()];
    await enrolled(person);
    const removal = { current_password: testPassword };
    expect((await person.call('POST', '/v1/session/second-factor/removal', removal)).status).toBe(204);
    expect((await logIn(person.login)).status).toBe(200);
    await enrolled(person);
    const reset = (call: Call) => call('DELETE', `/v1/staff/${person.id}/second-factor`);
    expect((await reset(person.call)).status).toBe(403);
    expect((await reset(it_.call)).status).toBe(204);
    expect((await reset(it_.call)).status).toBe(404);
    expect((await logIn(person.login)).status).toBe(200);
  });
});
