import { sql } from 'kysely';
import type { Ability } from '../access/ability.js';
import { abilityFrom, grantsOfStaff } from '../access/grants.js';
import { appendAudit } from '../audit/audit.js';
import type { Db, Tx } from '../db/database.js';
import { keptQuery } from '../db/query-template.js';
import type { Deps } from '../request/context.js';
import type { Duty } from './duty.js';
import { verifyPassword } from './password.js';
import { wrongCredentials } from './problems.js';
import { proveSecondFactor } from './second-factor.service.js';
import type { SessionClaim } from './session-cookie.js';
import { attemptSucceeded, beginAttempt } from './throttle.js';

/** Who is asking, and what they may do at this moment. */
export interface Actor {
  staffId: string;
  sessionId: string;
  login: string;
  name: string;
  language: 'zh' | 'en';
  duty: Duty | null;
  /** Whom the session looks over the shoulder of. */
  viewsAs?: string;
  ability: Ability;
}

/** Where somebody logs in from: for throttling, and for them to recognise the device later. */
export interface Visitor {
  address: string;
  userAgent: string | undefined;
}

export interface Credentials extends Visitor {
  login: string;
  password: string;
  /** Of the authenticator app, or a recovery code. */
  code?: string | undefined;
}

const longestIdle = sql`interval '12 hours'`;
const longestSession = sql<Date>`now() + interval '14 days'`;
const cookieLifetime = sql`interval '1 hour'`;
/** Requests that left together with an old cookie arrive within it. */
const cookieGrace = sql`interval '1 minute'`;

/**
 * Opens a session.
 * @throws Problem ACC401 for an unknown login, a wrong password or a disabled account alike; ACC421 when a code of the
 *   second factor is needed, ACC422 when it is wrong; ACC429 after too many attempts
 */
export async function logIn(
  { db, secrets }: Pick<Deps, 'db' | 'secrets'>,
  credentials: Credentials,
): Promise<SessionClaim> {
  const login = normalLogin(credentials.login);
  const attempt = await beginAttempt(db, login, credentials.address);
  const staff = await db
    .selectFrom('staff')
    .select(['id', 'active', 'password_hash'])
    .where('login', '=', login)
    .executeTakeFirst();
  const matches = await verifyPassword(staff?.password_hash ?? null, credentials.password);
  if (!staff || !matches || !staff.active) {
    await recordRefusal(db, staff?.id ?? null, staff?.active === false ? 'disabled' : 'password');
    throw wrongCredentials();
  }
  await proveSecondFactor(db, secrets, staff.id, credentials.code, attempt);
  await attemptSucceeded(db, attempt);
  return openSession(db, { staffId: staff.id, password_hash: staff.password_hash }, 'password', credentials);
}

/** Of an unknown login, too: the answer must take as long, and what was typed may be a password, so it is not kept. */
function recordRefusal(db: Db, staffId: string | null, reason: 'password' | 'disabled'): Promise<void> {
  return appendAudit(db, {
    actorId: null,
    action: 'session.refuse',
    subject: 'staff',
    subjectId: staffId,
    detail: { reason },
  });
}

/** Who has proven who they are, and the password that they did it with. */
export interface Proven {
  staffId: string;
  password_hash?: string | null;
}

/**
 * Begins a session of somebody who has proven who they are.
 * @throws Problem ACC401 when the account was disabled or its password changed while they did: what that has ended stays ended
 */
export async function openSession(
  db: Db,
  { staffId, password_hash }: Proven,
  method: 'password' | 'sso',
  { address, userAgent }: Visitor,
): Promise<SessionClaim> {
  return db.transaction().execute(async (tx) => {
    // Whoever disables the account or changes its password waits for this, and ends the session with the others.
    await tx
      .selectFrom('staff')
      .select('id')
      .where('id', '=', staffId)
      .where('active', '=', true)
      .$if(password_hash !== undefined, (query) => query.where('password_hash', '=', password_hash ?? ''))
      .forShare()
      .executeTakeFirstOrThrow(wrongCredentials);
    const session = await tx
      .insertInto('session')
      .values({
        staff_id: staffId,
        method,
        expires_at: longestSession,
        address,
        user_agent: userAgent?.slice(0, 300) ?? null,
      })
      .returning(['id', 'generation', 'expires_at'])
      .executeTakeFirstOrThrow();
    await appendAudit(tx, {
      actorId: staffId,
      action: 'session.open',
      subject: 'staff',
      subjectId: staffId,
      detail: { method },
    });
    return { sessionId: session.id, generation: session.generation, expiresAt: new Date(session.expires_at) };
  });
}

/** A request of a session. `renewed`: the cookie that the browser keeps from now on. */
export interface Resumed {
  actor: Actor;
  renewed: SessionClaim | undefined;
}

const dutyOfStaff = sql<Duty | null>`case
  when session.method <> 'password' then null
  when staff.password_temporary then 'password'
  when exists (
    select from staff_role join role on role.id = staff_role.role_id
    where staff_role.staff_id = staff.id and role.second_factor and (staff_role.until is null or staff_role.until > now())
  ) and not exists (
    select from second_factor where second_factor.staff_id = staff.id and second_factor.secret_encrypted is not null
  ) then 'second-factor' end`;

/**
 * The actor of a session that is still good: its person active, not revoked, not idle too long. One query reads it all,
 * so whatever changes in the account or its roles holds from the next request on.
 */
export async function resumeSession(db: Db, claim: SessionClaim): Promise<Resumed | undefined> {
  const [found] = await sessionsOf(db, { id: claim.sessionId });
  if (!found) return undefined;
  if (wasReplaced(claim, found)) {
    await endReusedSession(db, claim.sessionId, found.id);
    return undefined;
  }
  const isNewest = claim.generation === found.generation;
  if (found.stale || (isNewest && !found.confirmed)) await noteUse(db, claim.sessionId, isNewest);
  return {
    actor: {
      staffId: found.id,
      sessionId: claim.sessionId,
      login: found.login,
      name: found.name,
      language: found.language === 'en' ? 'en' : 'zh',
      duty: found.duty,
      ...(found.views_as !== null && { viewsAs: found.views_as }),
      ability: abilityFrom(found.id, found.grants),
    },
    renewed: isNewest ? (found.aged ? await renew(db, claim) : undefined) : missed(claim, found),
  };
}

/** A session that is still good, with its person and what they are granted at this moment. */
export const sessionsOf = keptQuery((db, { id }: { id: string }) =>
  db
    .selectFrom('session')
    .innerJoin('staff', 'staff.id', 'session.staff_id')
    .select(['staff.id', 'staff.login', 'staff.name', 'staff.language', 'session.generation', 'session.views_as'])
    .select([
      sql<boolean>`session.last_seen_at < now() - interval '5 minutes'`.as('stale'),
      sql<boolean>`session.rotated_at < now() - ${cookieLifetime}`.as('aged'),
      sql<boolean>`session.confirmed_at is not null`.as('confirmed'),
      sql<boolean>`coalesce(session.confirmed_at < now() - ${cookieGrace}, false)`.as('settled'),
      dutyOfStaff.as('duty'),
      grantsOfStaff.as('grants'),
    ])
    .where('session.id', '=', id)
    .where('session.revoked_at', 'is', null)
    .where('session.expires_at', '>', sql<Date>`now()`)
    .where('session.last_seen_at', '>', sql<Date>`now() - ${longestIdle}`)
    .where('staff.active', 'is', true),
);

/** Somebody kept a cookie whose successor is in use: one of the two is not the browser it was given to. */
function wasReplaced(claim: SessionClaim, found: { generation: number; settled: boolean }): boolean {
  if (claim.generation === found.generation) return false;
  return claim.generation !== found.generation - 1 || found.settled;
}

/** The newest cookie again, for a browser that has not shown it: the answer that brought it may have been lost. */
function missed(claim: SessionClaim, found: { generation: number; confirmed: boolean }): SessionClaim | undefined {
  return found.confirmed ? undefined : { ...claim, generation: found.generation };
}

async function endReusedSession(db: Db, sessionId: string, staffId: string): Promise<void> {
  await revokeSession(db, staffId, sessionId);
  await appendAudit(db, { actorId: staffId, action: 'session.reused', subject: 'staff', subjectId: staffId });
}

/** The cookie's successor; undefined when a request at the same time made it. It counts once the browser shows it. */
async function renew(db: Db, claim: SessionClaim): Promise<SessionClaim | undefined> {
  const generation = claim.generation + 1;
  const renewed = await db
    .updateTable('session')
    .set({ generation, rotated_at: sql`now()`, confirmed_at: null })
    .where('id', '=', claim.sessionId)
    .where('generation', '=', claim.generation)
    .executeTakeFirst();
  return renewed.numUpdatedRows === 0n ? undefined : { ...claim, generation };
}

async function noteUse(db: Db, sessionId: string, isNewest: boolean): Promise<void> {
  await db
    .updateTable('session')
    .set({ last_seen_at: sql`now()`, ...(isNewest && { confirmed_at: sql`coalesce(confirmed_at, now())` }) })
    .where('id', '=', sessionId)
    .execute();
}

export async function logOut(db: Db, actor: Actor): Promise<void> {
  await revokeSession(db, actor.staffId, actor.sessionId);
  await appendAudit(db, {
    actorId: actor.staffId,
    action: 'session.close',
    subject: 'staff',
    subjectId: actor.staffId,
  });
}

/** Ends one session of a person, with the next request. False when there is no such open session. */
export async function revokeSession(db: Db | Tx, staffId: string, sessionId: string): Promise<boolean> {
  const revoked = await revoking(db, staffId).where('id', '=', sessionId).executeTakeFirst();
  return revoked.numUpdatedRows > 0n;
}

/** Ends every session of a person, with the next request; all but one when it is named. */
export async function revokeSessions(db: Db | Tx, staffId: string, except?: string): Promise<void> {
  const sessions = revoking(db, staffId);
  await (except === undefined ? sessions : sessions.where('id', '!=', except)).execute();
}

function revoking(db: Db | Tx, staffId: string) {
  return db
    .updateTable('session')
    .set({ revoked_at: sql`now()` })
    .where('staff_id', '=', staffId)
    .where('revoked_at', 'is', null);
}

/** Logins are compared without regard to case, width and surrounding space. */
export function normalLogin(login: string): string {
  return login.normalize('NFKC').trim().toLowerCase();
}
