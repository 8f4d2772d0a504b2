import {
  type Answer,
  type Call,
  createTestApp,
  type TestApp,
  testPassword,
} from '@fanloom/server/http/testing/test-app.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Directory, type IdentityProvider, startIdentityProvider } from './identity-provider.js';

const origin = 'http://localhost';
const directory: Directory = {
  lin: { email: 'Lin@corp.example', email_verified: true, name: '小林', groups: ['cs', 'all'] },
  boss: { email: 'boss@corp.example', email_verified: true, name: '老板', groups: ['ops'] },
  guest: { email: 'guest@elsewhere.example', email_verified: true, groups: ['cs'] },
  unverified: { email: 'admin@corp.example', email_verified: false, groups: ['cs'] },
  nobody: { email: 'nobody@corp.example', email_verified: true, groups: ['all'] },
  twice: { email: 'twice@corp.example', email_verified: true, groups: ['cs'] },
};

let app: TestApp;
let idp: IdentityProvider;
let shop: string;
let it_: Call;

beforeAll(async () => {
  app = await createTestApp();
  shop = (await app.db.insertInto('shop').values({ name: '旗舰店' }).returning('id').executeTakeFirstOrThrow()).id;
  await app.addStaff('it', 'it', null);
  it_ = await app.logIn('it');
  idp = await startIdentityProvider(`${origin}/sign-in/callback`, directory);
});

afterAll(async () => {
  await idp.close();
  await app.close();
});

const settings = (changes: Record<string, unknown> = {}) => ({
  enabled: true,
  label: '企业微信',
  issuer: idp.issuer,
  client_id: idp.client.id,
  client_secret: idp.client.secret,
  scope: 'openid profile email groups',
  domains: ['corp.example'],
  emails_are_verified: false,
  creates_accounts: true,
  claim: 'groups',
  mapping: [
    { value: 'cs', role: 'service', shop_id: shop, team_id: null },
    { value: 'ops', role: 'operator', shop_id: null, team_id: null },
  ],
  ...changes,
});

const configure = (changes?: Record<string, unknown>) => it_('PUT', '/v1/sign-in/settings', settings(changes));

beforeEach(async () => {
  expect((await configure()).status).toBe(204);
});

const cookieIn = (answer: Answer, name: string) =>
  answer.headers
    .getSetCookie()
    .find((line) => line.startsWith(`${name}=`) && !line.includes('Max-Age=0'))
    ?.split(';')[0] ?? '';

interface Flow {
  cookie: string;
  /** What the provider sent back. */
  query: URLSearchParams;
}

async function atProvider(person: string | null): Promise<Flow> {
  const begun = await app.call('POST', '/v1/sign-in/sso');
  idp.person = person;
  const back = await idp.visit(String(begun.body.url));
  expect(back.origin + back.pathname).toBe(`${origin}/sign-in/callback`);
  return { cookie: cookieIn(begun, 'fanloom_sign_in'), query: back.searchParams };
}

const finish = ({ cookie, query }: Flow) =>
  app.call('POST', '/v1/sign-in/sso/callback', { query: query.toString() }, { cookie });

const logIn = async (person: string | null) => finish(await atProvider(person));

const staffOf = (login: string) => app.db.selectFrom('staff').selectAll().where('login', '=', login).executeTakeFirst();

describe('logging in at the provider', () => {
  it('is offered by name before anybody is logged in', async () => {
    expect((await app.call('GET', '/v1/sign-in')).body).toEqual({ sso: { label: '企业微信' } });
    await configure({ enabled: false });
    expect((await app.call('GET', '/v1/sign-in')).body).toEqual({ sso: null });
    expect((await app.call('POST', '/v1/sign-in/sso')).body).toMatchObject({ status: 404, code: 'ACC441' });
  });

  it('makes the account of the first log-in, with the roles of the claim, and no password', async () => {
    const answer = await logIn('lin');
    expect(answer.body).toMatchObject({
      staff: { login: 'lin@corp.example', name: '小林' },
      roles: [{ key: 'service', shop_id: shop }],
      duty: null,
    });
    const cookie = cookieIn(answer, 'fanloom_session');
    expect((await app.call('GET', '/v1/session', undefined, { cookie })).status).toBe(200);
    expect(await staffOf('lin@corp.example')).toMatchObject({ password_hash: null });
    const guess = await app.call('POST', '/v1/session', { login: 'lin@corp.example', password: testPassword });
    expect(guess.body).toMatchObject({ status: 401, code: 'ACC401' });
    const setUp = { current_password: testPassword };
    const second = await app.call('POST', '/v1/session/second-factor', setUp, { cookie });
    expect(second.body).toMatchObject({ status: 409, code: 'ACC427' });
  });

  it('follows the claims at each log-in, and the person not their address', async () => {
    await logIn('lin');
    const before = await staffOf('lin@corp.example');
    const person = directory.lin ?? {};
    directory.lin = { ...person, groups: ['ops'], email: 'lin.new@corp.example' };
    const answer = await logIn('lin');
    directory.lin = person;
    expect(answer.body).toMatchObject({ staff: { id: before?.id }, roles: [{ key: 'operator', shop_id: null }] });
  });

  it('lets nobody in whose groups give no role any more, and leaves a grant for a time alone', async () => {
    const { body } = await logIn('lin');
    const staff_id = String((body.staff as { id: string }).id);
    const role = await app.db.selectFrom('role').select('id').where('key', '=', 'manager').executeTakeFirstOrThrow();
    const until = new Date(Date.now() + 3_600_000);
    await app.db.insertInto('staff_role').values({ staff_id, role_id: role.id, shop_id: shop, until }).execute();
    const roles = ((await logIn('lin')).body.roles as { key: string }[]).map(({ key }) => key);
    expect(roles).toEqual(['manager', 'service']);
    const person = directory.lin ?? {};
    const cookie = cookieIn(await logIn('lin'), 'fanloom_session');
    const goesOn = async () => (await app.call('GET', '/v1/session', undefined, { cookie })).status;
    expect(await goesOn()).toBe(200);
    directory.lin = { ...person, groups: [] };
    expect((await logIn('lin')).body).toMatchObject({ status: 403, code: 'ACC445' });
    // What the provider has taken away is not kept by whoever stays logged in somewhere.
    expect(await goesOn()).toBe(401);
    const left = app.db.selectFrom('staff_role').select('role_id').where('staff_id', '=', staff_id);
    expect(await left.execute()).toEqual([{ role_id: role.id }]);
    directory.lin = person;
  });

  it('finds the account that IT made for the address, and leaves its roles to IT', async () => {
    const id = await app.addStaff('boss@corp.example', 'manager', shop);
    expect((await logIn('boss')).body).toMatchObject({ staff: { id }, roles: [{ key: 'manager', shop_id: shop }] });
  });

  it('does not open a disabled account', async () => {
    const { body } = await logIn('lin');
    const { id } = body.staff as { id: string };
    await it_('PATCH', `/v1/staff/${id}`, { active: false });
    expect((await logIn('lin')).body).toMatchObject({ status: 403, code: 'ACC446' });
    await it_('PATCH', `/v1/staff/${id}`, { active: true });
  });

  it('gives the account of an address to nobody else who has it later, unless IT passes it on', async () => {
    directory['leaver'] = { ...directory.lin, email: 'han@corp.example' };
    directory['newcomer'] = { ...directory.leaver, groups: ['ops'] };
    const { body } = await logIn('leaver');
    const { id } = body.staff as { id: string };
    const setActive = (active: boolean) => it_('PATCH', `/v1/staff/${id}`, { active });
    expect((await logIn('newcomer')).body).toMatchObject({ status: 403, code: 'ACC447' });
    await setActive(true);
    expect((await logIn('newcomer')).body).toMatchObject({ code: 'ACC447' });
    await setActive(false);
    expect((await logIn('newcomer')).body).toMatchObject({ code: 'ACC447' });
    await setActive(true);
    // The account came from the provider, so its roles still follow the claims.
    expect((await logIn('newcomer')).body).toMatchObject({ staff: { id }, roles: [{ key: 'operator' }] });
    expect((await logIn('leaver')).body).toMatchObject({ code: 'ACC447' });
  });

  it.each([
    ['guest', 'ACC444', 'of a domain that is not allowed'],
    ['unverified', 'ACC444', 'whose address is not verified'],
    ['nobody', 'ACC445', 'without a mapped group'],
  ])('%s gets %s: a person %s, and no account is left behind', async (person, code) => {
    expect((await logIn(person)).body).toMatchObject({ status: 403, code });
    expect(await staffOf(String(directory[person]?.email))).toBeUndefined();
  });

  it('makes no account where IT makes them', async () => {
    await configure({ creates_accounts: false });
    expect((await logIn('twice')).body).toMatchObject({ status: 403, code: 'ACC444' });
  });

  it('makes one account for two first log-ins at once', async () => {
    const flows = [await atProvider('twice'), await atProvider('twice')];
    const answers = await Promise.all(flows.map(finish));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const identities = await app.db.selectFrom('sso_identity').where('subject', '=', 'twice').selectAll().execute();
    expect(identities).toHaveLength(1);
  });
});

describe('an answer that is not to this browser’s question', () => {
  const refused = { status: 401, code: 'ACC443' };

  it('is refused when the person cancelled', async () => {
    expect((await logIn(null)).body).toMatchObject(refused);
  });

  it('is refused without the cookie: somebody else’s link logs nobody in', async () => {
    const { query } = await atProvider('lin');
    expect((await finish({ cookie: '', query })).body).toMatchObject(refused);
    expect((await finish({ cookie: 'fanloom_sign_in=AAAA', query })).body).toMatchObject(refused);
  });

  it('is refused under another state, and with the cookie of another log-in', async () => {
    const [one, two] = [await atProvider('lin'), await atProvider('lin')];
    expect((await finish({ cookie: two.cookie, query: one.query })).body).toMatchObject(refused);
    two.query.set('state', 'guess');
    expect((await finish(two)).body).toMatchObject(refused);
  });

  it('is refused the second time', async () => {
    const flow = await atProvider('lin');
    expect((await finish(flow)).status).toBe(200);
    expect((await finish(flow)).body).toMatchObject(refused);
  });

  it('is refused with a code of one’s own making, and from another issuer', async () => {
    const made = await atProvider('lin');
    made.query.set('code', 'x'.repeat(43));
    expect((await finish(made)).body).toMatchObject(refused);
    const other = await atProvider('lin');
    other.query.set('iss', 'https://evil.example');
    expect((await finish(other)).body).toMatchObject(refused);
  });
});

describe('the settings', () => {
  it('are IT’s, and never tell the secret', async () => {
    const { body, text } = await it_('GET', '/v1/sign-in/settings');
    expect(body).toMatchObject({ redirect_uri: `${origin}/sign-in/callback`, sso: { issuer: idp.issuer } });
    expect(text).not.toContain(idp.client.secret);
    const stored = await app.db.selectFrom('single_sign_on').select('secret_encrypted').executeTakeFirstOrThrow();
    expect(stored.secret_encrypted.includes(idp.client.secret)).toBe(false);
    const audited = await app.db
      .selectFrom('audit')
      .select('detail')
      .where('action', '=', 'single-sign-on.change')
      .execute();
    expect(JSON.stringify(audited)).not.toContain(idp.client.secret);
    await app.addStaff('operator', 'operator', shop);
    const operator = await app.logIn('operator');
    expect((await operator('GET', '/v1/sign-in/settings')).status).toBe(403);
    expect((await operator('PUT', '/v1/sign-in/settings', settings())).status).toBe(403);
  });

  it('keep the secret when it is left out, but not for another issuer', async () => {
    expect((await configure({ client_secret: undefined, label: '公司账号' })).status).toBe(204);
    expect((await logIn('lin')).status).toBe(200);
    const moved = await configure({ client_secret: undefined, issuer: 'https://evil.example' });
    expect(moved.body).toMatchObject({ status: 400, code: 'REQ400', fields: [{ path: 'client_secret' }] });
  });

  it.each([
    ['a provider that does not answer', () => ({ issuer: 'http://127.0.0.1:1' }), 422],
    ['plain http to another machine', () => ({ issuer: 'http://idp.corp.example' }), 422],
    ['an address with a password', () => ({ issuer: 'https://a:b@idp.corp.example' }), 422],
    ['an address that is none', () => ({ issuer: 'javascript:alert(1)' }), 400],
    ['a scope without openid', () => ({ scope: 'profile' }), 400],
    ['a domain that is none', () => ({ domains: ['@corp'] }), 400],
    ['a role that is not there', () => ({ mapping: [row({ role: '__proto__' })] }), 400],
    ['a shop that is not there', () => ({ mapping: [row({ shop_id: '01890000-0000-7000-8000-000000000001' })] }), 400],
    ['more than is asked for', () => ({ trusted: true }), 400],
  ])('refuse %s', async (_, changes, status) => {
    expect((await configure(changes())).status).toBe(status);
  });

  const row = (changes: Record<string, unknown>) => ({
    value: 'x',
    role: 'staff',
    shop_id: null,
    team_id: null,
    ...changes,
  });
});
