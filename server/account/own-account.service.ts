import { sql } from 'kysely';
import { appendAudit } from '../audit/audit.js';
import type { Db } from '../db/database.js';
import { conflict, notFound } from '../problem/common.js';
import { checkPasswordPolicy, hashPassword, verifyPassword } from './password.js';
import { noPassword, wrongPassword } from './problems.js';
import type { SessionClaim } from './session-cookie.js';
import { type Actor, openSession, revokeSession, revokeSessions, type Visitor } from './session.service.js';
import { attemptSucceeded, beginAttempt } from './throttle.js';

/**
 * Asks a person who is logged in for the password once more, before something that decides who can log in.
 * @returns its hash
 * @throws Problem ACC402 when it is wrong, ACC427 for an account without one, ACC429 after too many attempts
 */
export async function proveAgain(db: Db, actor: Actor, password: string, address: string): Promise<string> {
  const attempt = await beginAttempt(db, actor.login, address);
  const { password_hash } = await db
    .selectFrom('staff')
    .select('password_hash')
    .where('id', '=', actor.staffId)
    .executeTakeFirstOrThrow();
  if (password_hash === null) throw noPassword();
  if (!(await verifyPassword(password_hash, password))) throw wrongPassword();
  await attemptSucceeded(db, attempt);
  return password_hash;
}

/**
 * Sets a password that only the person knows and ends all their sessions.
 * @returns the session that goes on in this browser
 * @throws Problem ACC101 for a weak password, ACC428 for the same one again, and as {@link proveAgain}
 */
export async function changeOwnPassword(
  db: Db,
  actor: Actor,
  passwords: { current: string; next: string },
  visitor: Visitor,
): Promise<SessionClaim> {
  const current = await proveAgain(db, actor, passwords.current, visitor.address);
  checkPasswordPolicy(passwords.next, actor.login);
  if (passwords.next.normalize('NFKC') === passwords.current.normalize('NFKC')) throw samePassword();
  const password_hash = await hashPassword(passwords.next);
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('staff')
      .set({ password_hash, password_temporary: false, password_changed_at: sql`now()` })
      .where('id', '=', actor.staffId)
      .where('password_hash', '=', current)
      .returning('id')
      .executeTakeFirstOrThrow(wrongPassword);
    await revokeSessions(tx, actor.staffId);
    await record(tx, actor, 'staff.change-password');
  });
  return openSession(db, { staffId: actor.staffId, password_hash }, 'password', visitor);
}

/** Where the person is logged in, the device used last first. */
export async function listDevices(db: Db, actor: Actor) {
  const sessions = await db
    .selectFrom('session')
    .select(['id', 'created_at', 'last_seen_at', 'method', 'user_agent', 'address'])
    .where('staff_id', '=', actor.staffId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .where('last_seen_at', '>', sql<Date>`now() - interval '12 hours'`)
    .orderBy('last_seen_at', 'desc')
    .execute();
  return sessions.map((session) => ({ ...session, current: session.id === actor.sessionId }));
}

/** Logs one device out, with its next request. Throws a Problem (REQ404) for one that is not the person's. */
export async function logOutDevice(db: Db, actor: Actor, sessionId: string): Promise<void> {
  if (!(await revokeSession(db, actor.staffId, sessionId))) throw notFound();
  await record(db, actor, 'session.revoke');
}

export async function logOutOtherDevices(db: Db, actor: Actor): Promise<void> {
  await revokeSessions(db, actor.staffId, actor.sessionId);
  await record(db, actor, 'session.revoke-others');
}

export async function chooseLanguage(db: Db, actor: Actor, language: 'zh' | 'en'): Promise<void> {
  await db.updateTable('staff').set({ language }).where('id', '=', actor.staffId).execute();
}

function samePassword() {
  return conflict(
    'ACC428',
    '新密码和当前密码相同。请换一个只有您知道的密码。',
    'The new password is the current one. Choose another that only you know.',
  );
}

function record(db: Parameters<typeof appendAudit>[0], actor: Actor, action: string): Promise<void> {
  return appendAudit(db, { actorId: actor.staffId, action, subject: 'staff', subjectId: actor.staffId });
}
