import { sql } from 'kysely';
import type { Ability } from '../access/ability.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import type { Db } from '../db/database.js';

const MOST_PRODUCTS = 500;

export interface ProductFilter {
  shop: string;
  /** When it was paid; `after` is inclusive, `before` exclusive. */
  after: Date;
  before: Date | undefined;
}

/** What was sold under one name or in one category; money in fen. */
export interface Sold {
  sold: number;
  orders: number;
  revenue: number;
  refunded_orders: number;
  buyers: number;
}

export interface SoldProduct extends Sold {
  name: string;
  category: string | null;
}

export interface SoldCategory extends Sold {
  category: string | null;
}

/** What a rule has to show of an order for it to be counted. */
const COUNTED = ['title', 'category', 'quantity', 'payable', 'paid', 'refunded', 'paid_at'];

/**
 * Products and categories of paid orders, most revenue first: the lines of an order where they are known, else what the
 * order says as a whole. Of the orders that the person sees.
 */
export async function soldProducts(db: Db, ability: Ability, { shop, after, before }: ProductFilter) {
  const { rows } = await sql<SoldProduct & { of_category: boolean }>`
    with paid as (
      select o.id, o.platform, o.number, o.fan_id, o.title, o.category, o.quantity, o.refunded,
        -- Many lists tell but one amount, and that it was paid.
        coalesce(o.paid, o.payable) as paid
      from shop_order o
      where o.shop_id = ${shop} and o.paid_at >= ${after} and o.paid_at < coalesce(${before ?? null}::timestamptz, 'infinity')
        and ${rowsIn(scopeOf(ability, 'read', 'order', COUNTED), 'shop_order', 'o')}
    ), told as (
      select p.id, p.fan_id, p.refunded, l.title as name, l.category, l.quantity, l.price * l.quantity as amount
      from paid p join order_line l on l.platform = p.platform and l.shop_id = ${shop} and l.number = p.number
      union all
      select p.id, p.fan_id, p.refunded, p.title, p.category, coalesce(p.quantity, 1), p.paid
      from paid p
      where p.title is not null and not exists (
        select from order_line l where l.platform = p.platform and l.shop_id = ${shop} and l.number = p.number)
    ), part as (
      -- Not everybody who tells of a product tells its category.
      select id, fan_id, refunded, name, quantity, amount, coalesce(category, max(category) over (partition by name)) as category
      from told
    )
    select part.name, part.category, grouping(part.name) = 1 as of_category,
      sum(part.quantity)::int8 as sold, count(distinct part.id)::int as orders,
      coalesce(sum(part.amount), 0)::int8 as revenue,
      (count(distinct part.id) filter (where part.refunded > 0))::int as refunded_orders,
      count(distinct coalesce(f.root_id, part.fan_id))::int as buyers
    from part left join fan f on f.id = part.fan_id
    group by grouping sets ((part.name, part.category), (part.category))
    order by of_category desc, revenue desc, sold desc, part.name
    limit ${MOST_PRODUCTS}`.execute(db);
  const told = rows.map(({ of_category: isCategory, ...row }) => ({ isCategory, row }));
  return {
    categories: told.flatMap(({ isCategory, row: { name: _, ...category } }) => (isCategory ? [category] : [])),
    products: told.flatMap(({ isCategory, row }) => (isCategory ? [] : [row])),
  };
}
