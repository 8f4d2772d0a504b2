import { sql } from 'kysely';
import type { Db } from '../db/database.js';
import { Problem } from '../problem/problem.js';
import { networkOf } from '../request/client-address.js';

/** Failures within a quarter of an hour, after which further attempts must wait. */
const limits = { pair: 5, login: 20, address: 50 };

/** One attempt to log in. It counts as failed until it has succeeded, so attempts at the same time count too. */
export interface Attempt {
  id: number;
  login: string;
  /** The line that it came by, as {@link networkOf} tells it. */
  network: string;
}

/** @throws Problem ACC429 with Retry-After when there were too many failures for the login or from the address */
export async function beginAttempt(db: Db, login: string, address: string): Promise<Attempt> {
  const network = networkOf(address);
  const { id } = await db
    .insertInto('login_failure')
    .values({ login, address: network })
    .returning('id')
    .executeTakeFirstOrThrow();
  const isKnown = await hasLoggedInFrom(db, login, address);
  const seconds = await secondsToWait(db, { login, network, isKnown });
  if (seconds === 0) return { id, login, network };
  // A refused attempt does not count, or whoever keeps trying would never be let in again.
  await forgetAttempt(db, { id });
  throw tooManyAttempts(seconds);
}

/** As if it had not been made. */
export async function forgetAttempt(db: Db, { id }: Pick<Attempt, 'id'>): Promise<void> {
  await db.deleteFrom('login_failure').where('id', '=', id).execute();
}

/** Forgets the failures of this login from this address, and those of everybody that are too old to count. */
export async function attemptSucceeded(db: Db, attempt: Attempt): Promise<void> {
  await db
    .deleteFrom('login_failure')
    .where((eb) =>
      eb.or([
        eb.and([eb('login', '=', attempt.login), eb('address', '=', attempt.network)]),
        eb('at', '<', sql<Date>`now() - interval '1 day'`),
      ]),
    )
    .execute();
}

/** Whether the person has lately logged in from there: whoever fails elsewhere must not be able to keep them out. */
async function hasLoggedInFrom(db: Db, login: string, address: string): Promise<boolean> {
  const session = await db
    .selectFrom('session')
    .innerJoin('staff', 'staff.id', 'session.staff_id')
    .select('session.id')
    .where('staff.login', '=', login)
    .where('session.address', '=', address)
    .where('session.created_at', '>', sql<Date>`now() - interval '30 days'`)
    .limit(1)
    .executeTakeFirst();
  return session !== undefined;
}

interface Caller {
  login: string;
  network: string;
  /** Failures elsewhere do not count. */
  isKnown: boolean;
}

/** Until the failure leaves the window that made it one too many; 0: go on. */
async function secondsToWait(db: Db, { login, network, isKnown }: Caller): Promise<number> {
  const window = sql`interval '15 minutes'`;
  const nth = (condition: ReturnType<typeof sql>, limit: number) =>
    sql`(select at from login_failure where at > now() - ${window} and ${condition} order by at desc offset ${limit} limit 1)`;
  const { rows } = await sql<{ seconds: number }>`
    select coalesce(ceil(extract(epoch from greatest(
      ${nth(sql`login = ${login} and address = ${network}`, limits.pair)},
      ${isKnown ? sql`null` : nth(sql`login = ${login}`, limits.login)},
      ${nth(sql`address = ${network}`, limits.address)}
    ) + ${window} - now())), 0)::int as seconds`.execute(db);
  return Math.max(0, rows[0]?.seconds ?? 0);
}

function tooManyAttempts(seconds: number): Problem {
  const minutes = String(Math.ceil(seconds / 60));
  return new Problem(
    429,
    'ACC429',
    {
      zh: `登录失败次数过多，请在 ${minutes} 分钟后重试。忘记密码请联系 IT 管理员重置。`,
      en: `Too many failed attempts. Try again in ${minutes} min. If you forgot the password, ask your IT administrator to reset it.`,
    },
    { headers: { 'Retry-After': String(seconds) } },
  );
}
