import type { Ability } from '../access/ability.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { toldCount, toldSum, withoutSmallGroups } from '../access/small-groups.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { type ProductFilter, type Sold, soldProducts } from './product.sql.js';

const COUNTS = new Set<keyof Sold>(['sold', 'orders', 'refunded_orders', 'buyers']);

/**
 * What a shop sold, by product and by category. Whoever sees numbers only is told of what several people bought.
 * Throws a Problem (REQ404) for a foreign shop.
 */
export async function listProducts(db: Db, scoped: ScopedDb, ability: Ability, filter: ProductFilter) {
  await scoped.selectFrom('shop').select('id').where('id', '=', filter.shop).executeTakeFirstOrThrow(notFound);
  const { products, categories } = await soldProducts(db, ability, filter);
  const tell = <S extends Sold>(all: S[]) =>
    all
      .filter(({ buyers }) => toldCount(ability, buyers) > 0)
      .map((one) => ({ ...one, revenue: toldSum(ability, one.revenue, one.buyers) }));
  const told = { items: tell(products), categories: tell(categories) };
  return withoutSmallGroups(ability, told, COUNTS);
}
