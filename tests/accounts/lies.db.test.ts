import { createTestApp, type TestApp } from '@fanloom/server/http/testing/test-app.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { client, type LyingProvider, startLyingProvider, type Words } from './lying-provider.js';

/* Tokens that are not what they say: from a provider that was taken over, or from somebody between it and the product. */

let app: TestApp;
let idp: LyingProvider;
let shop: string;

beforeAll(async () => {
  app = await createTestApp();
  shop = (await app.db.insertInto('shop').values({ name: '旗舰店' }).returning('id').executeTakeFirstOrThrow()).id;
  await app.addStaff('it', 'it', null);
  idp = await startLyingProvider();
  const row = (value: string, role: string) => ({ value, role, shop_id: shop, team_id: null });
  const settings = {
    ...{ enabled: true, label: '企业微信', issuer: idp.issuer, client_id: client.id, client_secret: client.secret },
    ...{ scope: 'openid', domains: ['corp.example'], emails_are_verified: false, creates_accounts: true },
    ...{ claim: 'groups', mapping: [row('cs', 'service'), row('ops', 'operator')] },
  };
  const answer = await (await app.logIn('it'))('PUT', '/v1/sign-in/settings', settings);
  expect(answer.status, answer.text).toBe(204);
});

afterAll(async () => {
  await idp.close();
  await app.close();
});

/** Logs in at a provider that says this. @param answered beside the code in the address to which the browser comes back */
async function logIn(words: Words, answered: Record<string, string> = {}) {
  const begun = await app.call('POST', '/v1/sign-in/sso');
  const asked = new URL(String(begun.body['url'])).searchParams;
  const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? '';
  await idp.say(asked.get('nonce') ?? '', words);
  const query = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '', ...answered }).toString();
  return app.call('POST', '/v1/sign-in/sso/callback', { query }, { cookie });
}

const rolesOf = ({ body }: { body: Record<string, unknown> }) =>
  (body['roles'] as { key: string }[]).map(({ key }) => key);
const seconds = (from: number) => Math.floor(Date.now() / 1000) + from;

describe('a token of the provider', () => {
  it('opens the account when it is right', async () => {
    expect(rolesOf(await logIn({}))).toEqual(['service']);
    expect((await logIn({ claims: { aud: [client.id] } })).status).toBe(200);
  });

  it.each<[string, Words]>([
    ['is signed by nobody', { signedWith: 'nothing' }],
    ['is signed with what everybody may read', { signedWith: 'its public key' }],
    ['is signed with the secret of the client', { signedWith: 'the client secret' }],
    ['is signed by somebody else under the name of the key', { signedWith: 'another key' }],
    ['is signed under the name of no key', { signedWith: 'another key', header: { kid: 'k2' } }],
    ['brings its key along', { signedWith: 'another key', header: { jwk: { kty: 'oct', k: 'AAAA' } } }],
    ['says where its key is', { signedWith: 'another key', header: { jku: 'http://127.0.0.1:1/jwks' } }],
    ['must be understood in a way that is not known', { header: { crit: ['x-own'], 'x-own': 1 } }],
    ['is for another application', { claims: { aud: 'other' } }],
    ['is for several, and was made for another', { claims: { aud: [client.id, 'other'], azp: 'other' } }],
    ['is for nobody', { claims: { aud: undefined } }],
    ['is of another provider', { claims: { iss: 'https://evil.example' } }],
    ['is over', { claims: { exp: seconds(-120) } }],
    ['is never over', { claims: { exp: undefined } }],
    ['is over at a time in words', { claims: { exp: 'tomorrow' } }],
    ['is not good yet', { claims: { nbf: seconds(3_600) } }],
    ['does not say when it was made', { claims: { iat: undefined } }],
    ['answers another question', { claims: { nonce: 'another' } }],
    ['answers no question', { claims: { nonce: undefined } }],
    ['answers a list of questions', { claims: { nonce: [] } }],
    ['is of nobody', { claims: { sub: undefined } }],
    ['is of somebody without a name', { claims: { sub: '' } }],
    ['is of a list of people', { claims: { sub: ['lin'] } }],
    ['is of somebody else than who is told of', { userinfo: { sub: 'boss', groups: ['ops'] } }],
  ])('opens nothing when it %s', async (_, words) => {
    const answer = await logIn(words);
    expect([answer.status, answer.body['code']]).toEqual([401, 'ACC443']);
    expect(answer.headers.get('set-cookie')).not.toContain('fanloom_session');
    expect(answer.text).not.toMatch(/JWT|jose|nonce|127\.0\.0\.1/);
  });

  it('counts before what is told beside it', async () => {
    expect(rolesOf(await logIn({ userinfo: { sub: 'lin', groups: ['ops'] } }))).toEqual(['service']);
  });

  it.each([
    [7],
    [{ 0: 'ops' }],
    [[['ops']]],
    [[{ value: 'ops' }]],
    ['ops,cs'],
    [['OPS']],
    [null],
    [{ __proto__: ['ops'] }],
  ])('gives no role by groups that are %j', async (groups) => {
    expect((await logIn({ claims: { groups } })).body['code']).toBe('ACC445');
  });
});

it.each<[string, Record<string, string>]>([
  ['an error beside the code', { error: 'access_denied' }],
  ['the name of another provider', { iss: 'https://evil.example' }],
  ['a token of its own', { response: 'eyJhbGciOiJub25lIn0.e30.' }],
])('an address with %s opens nothing', async (_, answered) => {
  const answer = await logIn({}, answered);
  expect([answer.status, answer.body['code']]).toEqual([401, 'ACC443']);
});

it('a way back leads to the product only, whatever the address of the log-in says', async () => {
  for (const more of ['?return_to=https://evil.example', '?redirect_uri=https://evil.example&url=//evil.example']) {
    const begun = await app.call('POST', `/v1/sign-in/sso${more}`, undefined, { 'x-forwarded-host': 'evil.example' });
    expect(String(begun.body['url'])).not.toContain('evil.example');
  }
});
