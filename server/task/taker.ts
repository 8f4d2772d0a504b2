import { subject } from '@casl/ability';
import type { Ability } from '../access/ability.js';
import { abilityOfStaff } from '../access/grants.js';
import { scopedDb } from '../access/scoped-db.js';
import type { Tx } from '../db/database.js';
import { taskProblems } from './task.problems.js';

interface Giving {
  shopId: string;
  /** Root id of the fan whom a person has written about; null where nobody has: an SOP's words are filled in for each reader. */
  fan: string | null;
  assigneeId: string;
}

/**
 * The team of somebody who can be given a task: they work on tasks of theirs in the shop, and see the fan.
 * @throws Problem TASK422
 */
export async function teamOfTaker(tx: Tx, { shopId, fan, assigneeId }: Giving): Promise<string | null> {
  const ability = await abilityOfStaff(tx, assigneeId);
  const staff = await tx.selectFrom('staff').select('team_id').where('id', '=', assigneeId).executeTakeFirst();
  const team_id = staff?.team_id ?? null;
  const theirs = subject('task', { shop_id: shopId, owner_id: assigneeId, team_id });
  if (!ability.can('update', theirs)) throw taskProblems.cannotTake();
  if (fan !== null && !(await sees(tx, ability, fan, shopId))) throw taskProblems.seesNotTheFan();
  return team_id;
}

async function sees(tx: Tx, ability: Ability, fan: string, shopId: string): Promise<boolean> {
  const row = await scopedDb(tx, ability)
    .selectFrom('fan_shop')
    .select('fan_id')
    .where('fan_id', '=', fan)
    .where('shop_id', '=', shopId)
    .executeTakeFirst();
  return row !== undefined;
}
