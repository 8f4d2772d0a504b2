import { z } from 'zod';

/** Which role a value of the claim gives: in one shop or, without one, in all; and a team to work in. */
export const roleMappingSchema = z.strictObject({
  value: z.string().trim().min(1).max(200),
  role: z.string().min(1).max(100),
  shop_id: z.uuid().nullable(),
  team_id: z.uuid().nullable(),
});

export type RoleMapping = z.infer<typeof roleMappingSchema>;

/** What a provider says of a person; nothing in it is trusted before it is looked at here. */
export type Claims = Readonly<Record<string, unknown>>;

const longestName = 100;

/**
 * The values of a claim: of a text or a list of texts, also inside objects: `realm_access.roles`. A claim whose own name
 * holds dots (`https://example.com/roles`) is found by its whole name first.
 */
export function claimValues(claims: Claims, path: string): string[] {
  const value = Object.hasOwn(claims, path) ? claims[path] : path.split('.').reduce<unknown>(member, claims);
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** What the values of the claim give, in the order of the mapping. Values are compared exactly. */
export function mappedRoles(mapping: readonly RoleMapping[], values: readonly string[]): RoleMapping[] {
  return mapping.filter(({ value }) => values.includes(value));
}

/**
 * The address of the person when it is known to be theirs and of an allowed domain, in lower case.
 *
 * @param domains such as `example.com`; none: every domain
 * @param alwaysVerified the provider does not say so, but IT vouches that it gives out the addresses itself
 */
export function allowedEmail(claims: Claims, domains: readonly string[], alwaysVerified: boolean): string | undefined {
  const { email, email_verified } = claims;
  if (typeof email !== 'string' || !/^[^\s@]{1,100}@[^\s@]{1,200}$/.test(email)) return undefined;
  if (email_verified !== true && !(alwaysVerified && email_verified === undefined)) return undefined;
  // Letters that only look like others make another address, and another person has it.
  if (email.normalize('NFKC') !== email) return undefined;
  const folded = email.toLowerCase();
  const domain = folded.slice(folded.lastIndexOf('@') + 1);
  return domains.length === 0 || domains.includes(domain) ? folded : undefined;
}

/** What to call the person. */
export function nameOf(claims: Claims, email: string): string {
  const { name } = claims;
  // Control and invisible characters would make two people look the same.
  const shown = typeof name === 'string' ? name.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim() : '';
  return [...(shown === '' ? email : shown)].slice(0, longestName).join('');
}
