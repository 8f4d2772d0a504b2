import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { appendAudit } from '../audit/audit.js';
import type { Secrets } from '../config/secrets.js';
import { lookupHash } from '../crypto/lookup-hash.js';
import type { Db, Tx } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { codeNeeded, guessedCodes, noSecondFactor, secondFactorKept, wrongCode } from './problems.js';
import { type Attempt, forgetAttempt } from './throttle.js';
import { base32, matchingStep, otpauthUri } from './totp.js';

const recoveryCodes = 10;
const mostWrongCodes = 50;

/** Whose second factor it is. */
interface Owner {
  staffId: string;
  login: string;
}

/** What an authenticator app needs: as a QR code, or typed in. */
export interface Enrolment {
  uri: string;
  secret: string;
}

/**
 * The second step of a log-in with the right password; nothing happens for who has no second factor.
 * @throws Problem ACC421 when there is no code, ACC422 when it is wrong or was used before, ACC430 after very many wrong ones
 */
export async function proveSecondFactor(
  db: Db,
  secrets: Secrets,
  staffId: string,
  code: string | undefined,
  attempt: Attempt,
): Promise<void> {
  const factor = await confirmedFactor(db, staffId);
  if (!factor) return;
  if (code === undefined) {
    // Half a log-in is no failure. It must not clear earlier ones either, or codes could be guessed without end.
    await forgetAttempt(db, attempt);
    throw codeNeeded();
  }
  const text = code.replace(/[\s-]/g, '').toLowerCase();
  const isOfApp = /^\d{6}$/.test(text);
  if (isOfApp && (await isGuessed(db, staffId))) throw guessedCodes();
  const proven = isOfApp
    ? await useCode(db, staffId, secretOf(secrets, staffId, factor), text)
    : await useRecoveryCode(db, secrets, staffId, text);
  if (!proven) {
    const refusal = { action: 'session.refuse', subject: 'staff', subjectId: staffId, detail: { reason: 'code' } };
    await appendAudit(db, { actorId: null, ...refusal });
    throw wrongCode(401);
  }
}

/**
 * Whether so many wrong codes came behind the right password that somebody else has it: waiting a quarter of an hour now
 * and then, a code of six digits is found within a year. A recovery code is not, and shows that it is the person.
 */
async function isGuessed(db: Db, staffId: string): Promise<boolean> {
  const last = await db
    .selectFrom('audit')
    .select('action')
    .where('subject_id', '=', staffId)
    .where((eb) =>
      eb.or([
        eb('action', 'in', ['session.open', 'staff.reset-password', 'second-factor.enable']),
        eb.and([eb('action', '=', 'session.refuse'), eb(sql<string>`detail ->> 'reason'`, '=', 'code')]),
      ]),
    )
    .orderBy('id', 'desc')
    .limit(mostWrongCodes)
    .execute();
  return last.length === mostWrongCodes && last.every(({ action }) => action === 'session.refuse');
}

/** Whether the person has a second factor, and how many recovery codes are left. */
export async function secondFactorState(db: Db, staffId: string) {
  const factor = await confirmedFactor(db, staffId);
  const { left } = await db
    .selectFrom('recovery_code')
    .select(({ fn }) => fn.countAll<number>().as('left'))
    .where('staff_id', '=', staffId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow();
  return { enabled: factor !== undefined, recovery_codes_left: factor ? Number(left) : 0 };
}

/** Draws a secret for an app. It counts once {@link confirmEnrolment} has seen a code of it; until then the old one does. */
export async function beginEnrolment(db: Db, secrets: Secrets, owner: Owner): Promise<Enrolment> {
  const secret = randomBytes(20);
  const sealed = secrets.masterKeys.seal(secret, context(owner.staffId));
  await db
    .insertInto('second_factor')
    .values({ staff_id: owner.staffId, pending_encrypted: sealed })
    .onConflict((conflict) => conflict.column('staff_id').doUpdateSet({ pending_encrypted: sealed }))
    .execute();
  return { uri: otpauthUri(secret, owner.login), secret: base32(secret) };
}

/**
 * Makes the drawn secret the person's second factor.
 * @returns recovery codes, told here and never again; earlier ones are void
 * @throws Problem ACC425 when none was drawn, ACC422 for a wrong code
 */
export async function confirmEnrolment(db: Db, secrets: Secrets, owner: Owner, code: string): Promise<string[]> {
  const { staffId } = owner;
  return db.transaction().execute(async (tx) => {
    const drawn = await tx
      .selectFrom('second_factor')
      .select('pending_encrypted')
      .where('staff_id', '=', staffId)
      .forUpdate()
      .executeTakeFirst();
    if (!drawn?.pending_encrypted) throw noSecondFactor();
    const secret = secrets.masterKeys.open(drawn.pending_encrypted, context(staffId));
    const step = matchingStep(secret, code.replace(/\s/g, ''), Date.now());
    if (step === undefined) throw wrongCode(403);
    await tx
      .updateTable('second_factor')
      .set({ secret_encrypted: drawn.pending_encrypted, pending_encrypted: null, last_step: step })
      .where('staff_id', '=', staffId)
      .execute();
    await record(tx, owner.staffId, 'second-factor.enable', staffId);
    return drawRecoveryCodes(tx, secrets, staffId);
  });
}

/** Fresh recovery codes in place of the old ones. Throws a Problem: ACC425 without a second factor. */
export async function renewRecoveryCodes(db: Db, secrets: Secrets, owner: Owner): Promise<string[]> {
  if (!(await confirmedFactor(db, owner.staffId))) throw noSecondFactor();
  return db.transaction().execute(async (tx) => {
    await record(tx, owner.staffId, 'second-factor.renew-codes', owner.staffId);
    return drawRecoveryCodes(tx, secrets, owner.staffId);
  });
}

/** Turns off one's own second factor. Throws a Problem: ACC426 where a role asks for it. */
export async function disableSecondFactor(db: Db, owner: Owner): Promise<void> {
  const asking = await db
    .selectFrom('staff_role')
    .innerJoin('role', 'role.id', 'staff_role.role_id')
    .select('role.id')
    .where('staff_role.staff_id', '=', owner.staffId)
    .where('role.second_factor', '=', true)
    .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', sql<Date>`now()`)]))
    .executeTakeFirst();
  if (asking) throw secondFactorKept();
  await db.transaction().execute((tx) => removeSecondFactor(tx, owner.staffId, owner.staffId));
}

/** For IT, when somebody lost phone and codes. Throws a Problem: REQ404 for a person without a second factor. */
export async function removeSecondFactor(tx: Tx, actorId: string | null, staffId: string): Promise<void> {
  const removed = await tx.deleteFrom('second_factor').where('staff_id', '=', staffId).executeTakeFirst();
  if (removed.numDeletedRows === 0n) throw notFound();
  await tx.deleteFrom('recovery_code').where('staff_id', '=', staffId).execute();
  await record(tx, actorId, 'second-factor.disable', staffId);
}

async function confirmedFactor(db: Db, staffId: string): Promise<Buffer | undefined> {
  const factor = await db
    .selectFrom('second_factor')
    .select('secret_encrypted')
    .where('staff_id', '=', staffId)
    .executeTakeFirst();
  return factor?.secret_encrypted ?? undefined;
}

function secretOf(secrets: Secrets, staffId: string, sealed: Buffer): Buffer {
  return secrets.masterKeys.open(sealed, context(staffId));
}

/** Each code is good once: whoever saw it typed cannot use it again. */
async function useCode(db: Db, staffId: string, secret: Buffer, code: string): Promise<boolean> {
  const step = matchingStep(secret, code, Date.now());
  if (step === undefined) return false;
  const used = await db
    .updateTable('second_factor')
    .set({ last_step: step })
    .where('staff_id', '=', staffId)
    .where('last_step', '<', step)
    .executeTakeFirst();
  return used.numUpdatedRows > 0n;
}

async function useRecoveryCode(db: Db, secrets: Secrets, staffId: string, code: string): Promise<boolean> {
  const used = await db
    .updateTable('recovery_code')
    .set({ used_at: sql`now()` })
    .where('staff_id', '=', staffId)
    .where('code_hash', '=', hashOf(secrets, staffId, code))
    .where('used_at', 'is', null)
    .executeTakeFirst();
  if (used.numUpdatedRows === 0n) return false;
  await record(db, staffId, 'second-factor.use-recovery-code', staffId);
  return true;
}

async function drawRecoveryCodes(tx: Tx, secrets: Secrets, staffId: string): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodes }, () => base32(randomBytes(10)).toLowerCase());
  await tx.deleteFrom('recovery_code').where('staff_id', '=', staffId).execute();
  await tx
    .insertInto('recovery_code')
    .values(codes.map((code) => ({ staff_id: staffId, code_hash: hashOf(secrets, staffId, code) })))
    .execute();
  return codes.map((code) => code.replace(/.{4}(?=.)/g, '$&-'));
}

/** Keyed with a key that is not in the database, so a fast hash does: 80 random bits cannot be guessed from it. */
function hashOf(secrets: Secrets, staffId: string, code: string): Buffer {
  return Buffer.from(lookupHash(secrets, 'recovery-code', `${staffId}:${code}`), 'hex');
}

function context(staffId: string): string {
  return `second_factor:${staffId}`;
}

function record(db: Db | Tx, actorId: string | null, action: string, staffId: string): Promise<void> {
  return appendAudit(db, { actorId, action, subject: 'staff', subjectId: staffId });
}
