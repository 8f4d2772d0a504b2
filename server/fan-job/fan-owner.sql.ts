import { subject } from '@casl/ability';
import { sql } from 'kysely';
import type { Ability } from '../access/ability.js';
import type { Db, Tx } from '../db/database.js';
import { mayOwnFans } from '../staff/may-own.sql.js';

/** Whether fans of the shop may be given to this person, or to nobody, by whoever has the ability: they must manage them then. */
export async function mayGiveTo(
  db: Db | Tx,
  ability: Ability,
  shopId: string,
  ownerId: string | null,
): Promise<boolean> {
  const team_id = ownerId === null ? null : await teamOf(db, shopId, ownerId);
  return (
    team_id !== undefined && ability.can('update', subject('fan', { shop_id: shopId, owner_id: ownerId, team_id }))
  );
}

/** Undefined for whoever looks after no fans in the shop. */
async function teamOf(db: Db | Tx, shopId: string, staffId: string): Promise<string | null | undefined> {
  const { rows } = await sql<{ team_id: string | null }>`
    select team_id from staff where id = ${staffId} and ${mayOwnFans(sql`${staffId}::uuid`, shopId)}`.execute(db);
  return rows[0]?.team_id;
}
