import { sql } from 'kysely';
import type { Tx } from '../db/database.js';

/**
 * Puts a person in a team, with the fans they look after and their open tasks: who leads the team sees these, and who led
 * the one before no longer.
 *
 * @param teamId null: in none
 * @returns how many fans and tasks went along
 */
export async function joinTeam(tx: Tx, staffId: string, teamId: string | null): Promise<number> {
  const { numAffectedRows: joined } = await sql`
    update staff set team_id = ${teamId} where id = ${staffId} and team_id is distinct from ${teamId}`.execute(tx);
  if (!joined) return 0;
  const { numAffectedRows: fans = 0n } = await sql`
    update fan_shop set team_id = ${teamId}
    from (select shop_id, fan_id from fan_shop where shop_id = any(array(select id from shop)) and owner_id = ${staffId}
      order by shop_id, fan_id for no key update) own
    where fan_shop.shop_id = own.shop_id and fan_shop.fan_id = own.fan_id`.execute(tx);
  const { numAffectedRows: tasks = 0n } = await sql`
    update task set team_id = ${teamId}
    from (select id from task where assignee_id = ${staffId} and state = 'open' order by id for no key update) own
    where task.id = own.id`.execute(tx);
  return Number(fans + tasks);
}
