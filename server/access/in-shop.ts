import type { Db, Tx } from '../db/database.js';
import { notFound } from '../problem/common.js';
import type { Ability, AbilityAction } from './ability.js';
import { rowsIn, scopeOf } from './rows.js';
import type { Subject } from './tables/subject.js';

/**
 * Makes sure that the action is granted on what belongs to the shop as a whole, before a service acts unbound.
 * @throws Problem REQ404 for a foreign or missing shop
 */
export async function requireInShop(
  db: Db | Tx,
  ability: Ability,
  action: AbilityAction,
  subject: Subject,
  shopId: string,
): Promise<void> {
  if (!(await mayInShop(db, ability, action, subject, shopId))) throw notFound();
}

/** Whether the ability reaches a shop. */
export async function mayInShop(
  db: Db | Tx,
  ability: Ability,
  action: AbilityAction,
  subject: Subject,
  shopId: string,
): Promise<boolean> {
  const shop = await db
    .selectFrom('shop')
    .select('id')
    .where('id', '=', shopId)
    .where(rowsIn(scopeOf(ability, action, subject), 'shop'))
    .executeTakeFirst();
  return shop !== undefined;
}
