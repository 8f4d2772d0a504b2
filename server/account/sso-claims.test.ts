import { describe, expect, it } from 'vitest';
import { allowedEmail, claimValues, mappedRoles, nameOf, type RoleMapping } from './sso-claims.js';

describe('values of a claim', () => {
  it.each([
    [{ groups: ['a', 'b'] }, 'groups', ['a', 'b']],
    [{ groups: 'a' }, 'groups', ['a']],
    [{ realm_access: { roles: ['a'] } }, 'realm_access.roles', ['a']],
    [{ 'https://x.cn/roles': ['a'] }, 'https://x.cn/roles', ['a']],
    [{ groups: [1, null, { a: 1 }, 'a'] }, 'groups', ['a']],
    [{ groups: { a: 'b' } }, 'groups', []],
    [{}, 'groups', []],
    [{}, '__proto__', []],
    [{}, 'constructor.name', []],
    [{ groups: 'a' }, 'groups.length', []],
  ])('%j at %s: %j', (claims, path, values) => {
    expect(claimValues(claims, path)).toEqual(values);
  });
});

describe('mapped roles', () => {
  const row = (value: string, role: string): RoleMapping => ({ value, role, shop_id: null, team_id: null });
  const mapping = [row('cs', 'service'), row('ops', 'operator'), row('cs', 'staff')];

  it('are all rows whose value the person has, and none for a value that only looks alike', () => {
    expect(mappedRoles(mapping, ['other', 'cs']).map(({ role }) => role)).toEqual(['service', 'staff']);
    expect(mappedRoles(mapping, ['CS', 'cs ', 'ops\u200b', ''])).toEqual([]);
  });
});

describe('the address of a person', () => {
  const verified = { email: 'Lin@Corp.example', email_verified: true };

  it('counts when it is verified and of an allowed domain', () => {
    expect(allowedEmail(verified, ['corp.example'], false)).toBe('lin@corp.example');
    expect(allowedEmail(verified, [], false)).toBe('lin@corp.example');
  });

  it.each([
    ['another domain', { ...verified, email: 'lin@evil.example' }],
    ['a domain that ends alike', { ...verified, email: 'lin@evilcorp.example' }],
    ['a domain below', { ...verified, email: 'lin@sub.corp.example' }],
    ['two addresses in one', { ...verified, email: 'lin@evil.example, x@corp.example' }],
    ['one not verified', { ...verified, email_verified: false }],
    ['a text where a boolean belongs', { ...verified, email_verified: 'true' }],
    ['nothing about being verified', { email: verified.email }],
    ['full-width letters', { ...verified, email: 'ｌin@corp.example' }],
    ['a Kelvin sign', { ...verified, email: '\u212Aim@corp.example' }],
    ['no address', { email_verified: true }],
    ['a list', { email: [verified.email], email_verified: true }],
  ])('does not count: %s', (_, claims) => {
    expect(allowedEmail(claims, ['corp.example'], false)).toBeUndefined();
  });

  it('counts unsaid where IT vouches for the provider, but never when the provider denies it', () => {
    expect(allowedEmail({ email: verified.email }, ['corp.example'], true)).toBe('lin@corp.example');
    expect(allowedEmail({ ...verified, email_verified: false }, ['corp.example'], true)).toBeUndefined();
  });
});

it('takes a name that can be seen, or the address', () => {
  expect(nameOf({ name: ' 小\u0000林\u200b ' }, 'lin@corp.example')).toBe('小林');
  expect(nameOf({ name: '\u200b' }, 'lin@corp.example')).toBe('lin@corp.example');
  expect(nameOf({ name: 42 }, 'lin@corp.example')).toBe('lin@corp.example');
  expect([...nameOf({ name: '👩'.repeat(300) }, 'x@y')]).toHaveLength(100);
});
