import { sql } from 'kysely';
import type { Db, Tx } from '../db/database.js';

/** Lets messages be sent from where the database is, unless they were sent from elsewhere before. */
export async function settleIn(db: Db): Promise<void> {
  await sql`update installation set sends_from = database_place() where sends_from is null`.execute(db);
}

/**
 * Whether this database is a copy – a restored backup, or what a failover kept – that nobody has confirmed yet. Asked in
 * every transaction that decides to send: what was sent after the copy was taken is not in it.
 */
export async function isDeliveryHeld(tx: Db | Tx): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    select sends_from is distinct from database_place() and sends_from is not null as held from installation`.execute(
    tx,
  );
  if (!rows[0]?.held) return false;
  await sql`update installation set held_since = clock_timestamp() where held_since is null`.execute(tx);
  return true;
}
