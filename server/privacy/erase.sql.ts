import { type RawBuilder, sql } from 'kysely';
import { businessNow } from '../clock/clock.js';
import type { Db, Tx } from '../db/database.js';
import { type FanTable, fanTables, reachedTables } from './personal-columns.sql.js';

/** Records that make up a fan. */
export async function recordsOf(db: Db | Tx, rootId: string): Promise<string[]> {
  const rows = await db.selectFrom('fan').select('id').where('root_id', '=', rootId).orderBy('id').execute();
  return rows.map(({ id }) => id);
}

/**
 * Takes the fan out of every SOP. Messages that are planned stay in the queue: delivery looks again before it hands one
 * over, finds that the fan is blocked, and gives back what was reserved. Locks the runs, as whoever ends a stay does.
 */
export async function endStays(tx: Tx, fans: readonly string[]): Promise<void> {
  await sql`
    select id from run where id in (
      select run_id from enrolment where fan_id = any(${fans}::uuid[]) and state = 'active')
    order by id for update`.execute(tx);
  const now = await businessNow(tx);
  await sql`
    update enrolment set state = 'stopped', reason = 'erased', ended_at = ${now}
    where fan_id = any(${fans}::uuid[]) and state in ('active', 'parked')`.execute(tx);
  await sql`update entry set active = false where fan_id = any(${fans}::uuid[])`.execute(tx);
  await sql`
    update task set state = 'cancelled', state_reason = 'erased'
    where fan_id = any(${fans}::uuid[]) and state = 'open'`.execute(tx);
  await sql`
    update webhook_call set status = 'cancelled', reason = 'erased', done_at = ${now}
    where fan_id = any(${fans}::uuid[]) and status = 'planned'`.execute(tx);
}

/** Nobody who shows one of these identities is written to any more, nor are the records that are left. */
export async function suppress(tx: Tx, fans: readonly string[]): Promise<void> {
  await sql`
    insert into suppression (kind, scope, hash, reason)
    select kind, scope, hash, 'erased' from identity where fan_id = any(${fans}::uuid[])
    order by 1, 2, 3 on conflict do nothing`.execute(tx);
  await sql`
    insert into fan_guard (fan_id, blocked) select fan, 'erased' from unnest(${fans}::uuid[]) as fan order by 1
    on conflict (fan_id) do update set blocked = excluded.blocked`.execute(tx);
}

/** Clears or removes all that is personal in tables of fans, the fans' data keys with it. */
export async function clearPersonalData(tx: Tx, fans: readonly string[]): Promise<void> {
  // Rows that are found through others go before these change.
  for (const [table, { erased, of }] of Object.entries(reachedTables)) await clear(tx, table, erased, of(fans));
  for (const [table, { fan, erased }] of Object.entries(fanTables)) {
    await clear(tx, table, erased, sql`${sql.ref(fan)} = any(${fans}::uuid[])`);
  }
}

/** Without a look at what stands in the rows: whoever is just writing there is waited for. */
async function clear(tx: Tx, table: string, erased: FanTable['erased'], which: RawBuilder<unknown>): Promise<void> {
  if (erased === 'rows') {
    await sql`delete from ${sql.table(table)} where ${which}`.execute(tx);
    return;
  }
  const columns = Object.entries(erased).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  if (columns.length > 0) await sql`update ${sql.table(table)} set ${sql.join(columns)} where ${which}`.execute(tx);
}
