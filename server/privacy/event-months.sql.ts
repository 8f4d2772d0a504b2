import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/database.js';

/** Whoever writes events waits behind the lock that dropping asks for. */
const LOCK_WAIT = '1s';
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Drops the months of events that lie wholly before the limit: their room on the disk is free at once, and no row is
 * touched one by one. A month that somebody is reading stays. @returns how many events went
 */
export async function dropEventMonths(db: Db, limit: RawBuilder<Date>): Promise<number> {
  const months = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'event'::regclass and c.relname ~ '^event_[0-9]{4}_[0-9]{2}$'
      and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= ${limit}
    order by c.relname`.execute(db);
  let dropped = 0;
  for (const { name } of months.rows) dropped += await dropMonth(db, name);
  return dropped;
}

async function dropMonth(db: Db, name: string): Promise<number> {
  const month = sql.table(name);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${month}`.execute(db);
  return db
    .transaction()
    .execute(async (tx) => {
      await sql`select set_config('lock_timeout', ${LOCK_WAIT}, true)`.execute(tx);
      await sql`drop table ${month}`.execute(tx);
      return rows[0]?.n ?? 0;
    })
    .catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE) return 0;
      throw error;
    });
}
