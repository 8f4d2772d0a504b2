import { type RawBuilder, sql } from 'kysely';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { appendAudit } from '../audit/audit.js';
import type { Db, Tx } from '../db/database.js';
import { Problem } from '../problem/problem.js';
import type { Deps } from '../request/context.js';
import { joinTeam } from './join-team.sql.js';
import { openSession, revokeSessions, type Visitor } from './session.service.js';
import type { SessionClaim } from './session-cookie.js';
import { allowedEmail, type Claims, claimValues, mappedRoles, nameOf, type RoleMapping } from './sso-claims.js';
import { findProvider } from './sso-provider.js';
import { type SingleSignOn, singleSignOn } from './sso-settings.service.js';

/** What the browser keeps, sealed, while its person is at the provider. */
export const ssoFlowSchema = z.strictObject({
  verifier: z.string(),
  state: z.string(),
  nonce: z.string(),
  redirect_uri: z.string(),
  issuer: z.string(),
});

export type SsoFlow = z.infer<typeof ssoFlowSchema>;

type Known = Pick<Deps, 'db' | 'secrets' | 'log'>;

/**
 * Begins a log-in at the provider: authorization code with PKCE, state and nonce.
 * @param redirectUri the page of the web application to which the provider sends the browser back
 * @throws Problem ACC441 where single sign-on is off, ACC442 when the provider does not answer
 */
export async function beginSso(known: Known, redirectUri: string): Promise<{ url: URL; flow: SsoFlow }> {
  const settings = await requireSso(known);
  const provider = await findProvider(settings.registration);
  const flow: SsoFlow = {
    verifier: oidc.randomPKCECodeVerifier(),
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    redirect_uri: redirectUri,
    issuer: settings.issuer,
  };
  const url = oidc.buildAuthorizationUrl(provider, {
    redirect_uri: redirectUri,
    scope: settings.scope,
    state: flow.state,
    nonce: flow.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(flow.verifier),
    code_challenge_method: 'S256',
  });
  return { url, flow };
}

/**
 * Ends a log-in at the provider and opens a session.
 * @param query of the address to which the browser came back
 * @throws Problem ACC441 and ACC442 as {@link beginSso}, ACC443 when the provider refuses or the answer is not to this
 *   browser's question, ACC444 for who has no account and gets none, ACC445 for whom no claim gives a role, ACC401 for
 *   a disabled account
 */
export async function finishSso(known: Known, flow: SsoFlow, query: string, visitor: Visitor): Promise<SessionClaim> {
  const settings = await requireSso(known);
  if (settings.issuer !== flow.issuer) throw refused();
  const claims = await askProvider(known, settings, flow, query);
  const staffId = await known.db.transaction().execute((tx) => findOrCreate(tx, settings, claims));
  if (staffId === undefined) throw noRole();
  return openSession(known.db, { staffId }, 'sso', visitor);
}

async function requireSso(known: Known): Promise<SingleSignOn> {
  const settings = await singleSignOn(known);
  if (settings) return settings;
  throw new Problem(404, 'ACC441', {
    zh: '没有启用统一登录。请用账号和密码登录，或联系 IT 管理员。',
    en: 'Single sign-on is off. Log in with login and password, or ask your IT administrator.',
  });
}

async function askProvider({ log }: Known, settings: SingleSignOn, flow: SsoFlow, query: string) {
  const provider = await findProvider(settings.registration);
  try {
    const answer = await oidc.authorizationCodeGrant(provider, new URL(`${flow.redirect_uri}?${query}`), {
      pkceCodeVerifier: flow.verifier,
      expectedState: flow.state,
      expectedNonce: flow.nonce,
      idTokenExpected: true,
    });
    const told = answer.claims() ?? { sub: '' };
    if (provider.serverMetadata().userinfo_endpoint === undefined) return told;
    // Many providers tell groups and address only there. What the signed token says goes before.
    return { ...(await oidc.fetchUserInfo(provider, answer.access_token, told.sub)), ...told };
  } catch (error) {
    // Its message may quote a token.
    const { name = '', code } = error as { name?: string; code?: unknown };
    const { error: answered } = error as { error?: unknown };
    log.warn({ error_type: name, error_code: code, answered }, 'single sign-on refused');
    throw refused(error);
  }
}

/** The account of the person at the provider, made at the first log-in where IT allows that; undefined for one that has no role any more. */
async function findOrCreate(
  tx: Tx,
  settings: SingleSignOn,
  claims: Claims & { sub: string },
): Promise<string | undefined> {
  const { issuer } = settings;
  // Two first log-ins at once make one account.
  await sql`select pg_advisory_xact_lock(hashtext(${`sso:${issuer}:${claims.sub}`}))`.execute(tx);
  const known = await tx
    .selectFrom('sso_identity')
    .innerJoin('staff', 'staff.id', 'sso_identity.staff_id')
    .select(['staff.id', 'staff.active', 'sso_identity.created'])
    .where('sso_identity.issuer', '=', issuer)
    .where('sso_identity.subject', '=', claims.sub)
    .executeTakeFirst();
  const account = known ?? (await firstLogIn(tx, settings, claims));
  if (!account.active) throw disabled();
  if (!account.created) return account.id;
  return (await followClaims(tx, account.id, settings, claims)) ? account.id : undefined;
}

async function firstLogIn(tx: Tx, settings: SingleSignOn, claims: Claims & { sub: string }) {
  const email = allowedEmail(claims, settings.domains, settings.emails_are_verified);
  if (email === undefined) throw noAccount();
  const existing = await accountOf(tx, settings, email);
  if (existing?.is_of_other) throw ofOther();
  if (!existing && !settings.creates_accounts) throw noAccount();
  const { id, active } = existing ?? (await createFrom(tx, settings, claims, email));
  // IT gives whom it makes an account a password, too.
  const created = !existing || existing.password_hash === null;
  await tx
    .insertInto('sso_identity')
    .values({ issuer: settings.issuer, subject: claims.sub, staff_id: id, created })
    .execute();
  await record(tx, id, existing ? 'single-sign-on.link' : 'staff.create', { by: 'single sign-on' });
  return { id, active, created };
}

/** The account of an address. A company gives the address of a leaver to somebody else: that is not the same person. */
function accountOf(tx: Tx, { issuer }: SingleSignOn, email: string) {
  return tx
    .selectFrom('staff')
    .select(['id', 'active', 'password_hash'])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('sso_identity')
            .whereRef('sso_identity.staff_id', '=', 'staff.id')
            .where('sso_identity.issuer', '=', issuer),
        )
        .as('is_of_other'),
    )
    .where('login', '=', email)
    .executeTakeFirst();
}

async function createFrom(tx: Tx, settings: SingleSignOn, claims: Claims, email: string) {
  if (rolesFor(settings, claims).length === 0) throw noRole();
  return tx
    .insertInto('staff')
    .values({ login: email, name: nameOf(claims, email), password_hash: null })
    .returning(['id', 'active'])
    .executeTakeFirstOrThrow();
}

/**
 * Roles and team of an account that came from the provider are what the claims say now. What IT gave for a time stays.
 * @returns whether any role is left by the claims; without one, sessions from before end, too
 */
async function followClaims(tx: Tx, staffId: string, settings: SingleSignOn, claims: Claims): Promise<boolean> {
  const roles = rolesFor(settings, claims);
  const before = await rolesOf(tx, staffId);
  await tx.deleteFrom('staff_role').where('staff_id', '=', staffId).where('until', 'is', null).execute();
  for (const { role, shop_id } of roles) await giveRole(tx, staffId, role, shop_id);
  const team_id = roles.find((row) => row.team_id !== null)?.team_id ?? null;
  await joinTeam(tx, staffId, team_id);
  const after = await rolesOf(tx, staffId);
  if (JSON.stringify(before) !== JSON.stringify(after)) await record(tx, staffId, 'staff.change', { before, after });
  if (roles.length === 0) await revokeSessions(tx, staffId);
  return roles.length > 0;
}

function rolesFor({ claim, mapping }: SingleSignOn, claims: Claims): RoleMapping[] {
  return mappedRoles(mapping, claimValues(claims, claim));
}

/** A role, shop or team that is gone gives nothing. */
async function giveRole(tx: Tx, staffId: string, key: string, shopId: string | null): Promise<void> {
  const shop: RawBuilder<string | null> = sql`${shopId}::uuid`;
  await tx
    .insertInto('staff_role')
    .columns(['staff_id', 'role_id', 'shop_id'])
    .expression((eb) =>
      eb
        .selectFrom('role')
        .select([sql<string>`${staffId}::uuid`.as('staff_id'), 'id', shop.as('shop_id')])
        .where('key', '=', key)
        .where(sql<boolean>`(${shop} is null or exists (select from shop where id = ${shop}))`),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function rolesOf(db: Db | Tx, staffId: string) {
  return db
    .selectFrom('staff_role')
    .innerJoin('role', 'role.id', 'staff_role.role_id')
    .select(['role.key as role', 'staff_role.shop_id'])
    .where('staff_role.staff_id', '=', staffId)
    .orderBy('role.key')
    .orderBy('staff_role.shop_id')
    .execute();
}

function record(tx: Tx, staffId: string, action: string, detail: Record<string, unknown>): Promise<void> {
  return appendAudit(tx, { actorId: staffId, action, subject: 'staff', subjectId: staffId, detail });
}

export function refused(cause?: unknown): Problem {
  return new Problem(
    401,
    'ACC443',
    {
      zh: '统一登录没有完成：身份系统拒绝了，或这次登录已经过期。请从登录页重新开始。',
      en: 'Single sign-on was not completed: the provider refused, or this log-in is too old. Start again from the log-in page.',
    },
    { cause },
  );
}

function noAccount(): Problem {
  return new Problem(403, 'ACC444', {
    zh: '公司登录成功，但这里没有您的账号，或您的邮箱不在允许的范围内。请联系 IT 管理员开通。',
    en: 'The company knows you, but you have no account here, or your e-mail address is not among those allowed. Ask your IT administrator.',
  });
}

function ofOther(): Problem {
  return new Problem(403, 'ACC447', {
    zh: '公司登录成功，但这个邮箱的账号属于身份系统里的另一个人。如果账号应当归您，请 IT 管理员停用它再启用，然后重新登录。',
    en: 'The company knows you, but the account of this address belongs to somebody else there. If it is to be yours, ask your IT administrator to disable and enable it, then log in again.',
  });
}

function noRole(): Problem {
  return new Problem(403, 'ACC445', {
    zh: '公司登录成功，但您所在的组没有对应的角色。请联系 IT 管理员。',
    en: 'The company knows you, but none of your groups has a role here. Ask your IT administrator.',
  });
}

function disabled(): Problem {
  return new Problem(403, 'ACC446', {
    zh: '您的账号已停用。如需恢复，请联系 IT 管理员。',
    en: 'Your account is disabled. Ask your IT administrator if you need it.',
  });
}
