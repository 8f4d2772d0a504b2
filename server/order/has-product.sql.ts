import { type RawBuilder, sql } from 'kysely';
import type { Ability } from '../access/ability.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import { trust } from '../access/trusted.js';
import { likePattern } from '../db/like-pattern.js';

/**
 * Whether an order says a part of a product's name, itself or in its lines. A line is known by the number of its order:
 * where that or the title is not shown, nothing is found.
 */
export function hasProduct(ability: Ability, words: string) {
  const pattern = likePattern(words);
  const titled = rowsIn(scopeOf(ability, 'read', 'order', ['title']), 'shop_order');
  const holds: RawBuilder<boolean> = sql`(shop_order.title ilike ${pattern} or (${titled} and exists (
    select from order_line l
    where l.platform = shop_order.platform and l.shop_id = shop_order.shop_id and l.number = shop_order.number
      and l.title ilike ${pattern})))`;
  return trust(holds);
}
