import { sql } from 'kysely';
import type { Ability } from '../access/ability.js';
import { abilityFrom, grantsOfStaff } from '../access/grants.js';
import { appendAudit } from '../audit/audit.js';
import type { Db, Tx } from '../db/database.js';
import { prepared } from '../db/prepared.js';
import { Problem } from '../problem/problem.js';
import { verifyPassword } from './password.js';
import { attemptSucceeded, beginAttempt } from './throttle.js';

/** Who is asking, and what they may do at this moment. */
export interface Actor {
  staffId: string;
  sessionId: string;
  login: string;
  name: string;
  language: 'zh' | 'en';
  ability: Ability;
}

export interface Credentials {
  login: string;
  password: string;
  /** Where the attempt comes from, for throttling. */
  address: string;
  userAgent: string | undefined;
}

const longestIdle = sql`interval '12 hours'`;
const longestSession = sql<Date>`now() + interval '14 days'`;

/**
 * Opens a session.
 * @throws Problem ACC401 for an unknown login, a wrong password or a disabled account alike; ACC429 after too many
 */
export async function logIn(db: Db, credentials: Credentials): Promise<{ sessionId: string; expiresAt: Date }> {
  const login = normalLogin(credentials.login);
  const attempt = await beginAttempt(db, login, credentials.address);
  const staff = await db
    .selectFrom('staff')
    .select(['id', 'active', 'password_hash'])
    .where('login', '=', login)
    .executeTakeFirst();
  const matches = await verifyPassword(staff?.password_hash ?? null, credentials.password);
  if (!staff || !matches || !staff.active) throw wrongCredentials();
  await attemptSucceeded(db, attempt);
  const session = await db
    .insertInto('session')
    .values({
      staff_id: staff.id,
      expires_at: longestSession,
      user_agent: credentials.userAgent?.slice(0, 300) ?? null,
    })
    .returning(['id', 'expires_at'])
    .executeTakeFirstOrThrow();
  await appendAudit(db, { actorId: staff.id, action: 'session.open', subject: 'staff', subjectId: staff.id });
  return { sessionId: session.id, expiresAt: session.expires_at };
}

/**
 * The actor of a session that is still good: its person active, not revoked, not idle too long. One query reads it all,
 * so whatever changes in the account or its roles holds from the next request on.
 */
export async function actorOf(db: Db, sessionId: string): Promise<Actor | undefined> {
  const found = await db
    .withPlugin(prepared)
    .selectFrom('session')
    .innerJoin('staff', 'staff.id', 'session.staff_id')
    .select(['staff.id', 'staff.login', 'staff.name', 'staff.language'])
    .select([sql<boolean>`session.last_seen_at < now() - interval '5 minutes'`.as('stale'), grantsOfStaff.as('grants')])
    .where('session.id', '=', sessionId)
    .where('session.revoked_at', 'is', null)
    .where('session.expires_at', '>', sql<Date>`now()`)
    .where('session.last_seen_at', '>', sql<Date>`now() - ${longestIdle}`)
    .where('staff.active', '=', true)
    .executeTakeFirst();
  if (!found) return undefined;
  if (found.stale)
    await db
      .updateTable('session')
      .set({ last_seen_at: sql`now()` })
      .where('id', '=', sessionId)
      .execute();
  return {
    staffId: found.id,
    sessionId,
    login: found.login,
    name: found.name,
    language: found.language === 'en' ? 'en' : 'zh',
    ability: abilityFrom(found.id, found.grants),
  };
}

export async function logOut(db: Db, actor: Actor): Promise<void> {
  await db
    .updateTable('session')
    .set({ revoked_at: sql`now()` })
    .where('id', '=', actor.sessionId)
    .execute();
  await appendAudit(db, {
    actorId: actor.staffId,
    action: 'session.close',
    subject: 'staff',
    subjectId: actor.staffId,
  });
}

/** Ends every session of a person, with the next request. */
export async function revokeSessions(db: Db | Tx, staffId: string): Promise<void> {
  await db
    .updateTable('session')
    .set({ revoked_at: sql`now()` })
    .where('staff_id', '=', staffId)
    .where('revoked_at', 'is', null)
    .execute();
}

/** Logins are compared without regard to case, width and surrounding space. */
export function normalLogin(login: string): string {
  return login.normalize('NFKC').trim().toLowerCase();
}

function wrongCredentials(): Problem {
  return new Problem(401, 'ACC401', {
    zh: '登录名或密码不正确，或账号已停用。请检查后重试，或联系 IT 管理员。',
    en: 'The login or the password is wrong, or the account is disabled. Check them and try again, or ask your IT administrator.',
  });
}
