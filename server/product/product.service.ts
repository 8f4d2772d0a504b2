import type { Ability } from '../access/ability.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { toldCount, toldSum, withoutSmallGroups } from '../access/small-groups.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { type ProductFilter, type Sold, soldProducts } from './product.sql.js';

const COUNTS = new Set<keyof Sold>(['sold', 'orders', 'refunded_orders', 'buyers']);

const unknownCycle = { learned_days: null, set_days: null };

async function readCycles(scoped: ScopedDb, shop: string) {
  const rows = await scoped
    .selectFrom('product_cycle')
    .select(['product', 'learned_days', 'set_days'])
    .where('shop_id', '=', shop)
    .execute();
  return new Map(rows.map(({ product, ...cycle }) => [product, cycle]));
}

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
  const cycles = await readCycles(scoped, filter.shop);
  const items = tell(products).map((one) => ({ ...one, ...(cycles.get(one.name) ?? unknownCycle) }));
  const told = { items, categories: tell(categories) };
  return withoutSmallGroups(ability, told, COUNTS);
}
