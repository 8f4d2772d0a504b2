import type { Ability } from '../access/ability.js';
import type { ScopedDb } from '../access/scoped-db.js';
import type { OrderStatus } from '../event/order-state.js';
import { behind, seconds } from '../fan/timeline.queries.js';
import { hasOwn, type WantedOwn } from './has-own.sql.js';
import { hasProduct } from './has-product.sql.js';

export interface OrderFilter {
  shop: string;
  status?: OrderStatus | undefined;
  /** Of the day of the order; `after` is inclusive, `before` exclusive. */
  after?: string | undefined;
  before?: string | undefined;
  /** The whole number of the order. */
  number?: string | undefined;
  /** Part of a product's name. */
  product?: string | undefined;
  own?: WantedOwn[] | undefined;
}

/** The last row of a page; seconds null: among the orders of which nobody knows when they were made. */
export interface OrderPosition {
  seconds: number | null;
  id: string;
}

interface Slice {
  /** Of whoever asks. */
  ability: Ability;
  filter: OrderFilter;
  after: OrderPosition | undefined;
  limit: number;
}

/** Orders of a shop behind a position, newest first; those without a time come last. Each part follows an index. */
export async function ordersOfShop(db: ScopedDb, { ability, filter, after, limit }: Slice) {
  const found = () => matching(db, ability, filter);
  const { seconds: at, id } = after ?? {};
  const dated =
    at === null
      ? []
      : await datedOrders(found(), at === undefined || id === undefined ? undefined : { seconds: at, id }, limit);
  const missing = limit - dated.length;
  if (missing === 0 || filter.after !== undefined || filter.before !== undefined) return dated;
  return [...dated, ...(await undatedOrders(found(), at === null ? id : undefined, missing))];
}

type Matching = ReturnType<typeof matching>;

function datedOrders(found: Matching, after: { seconds: number; id: string } | undefined, limit: number) {
  return found
    .select((eb) => seconds(eb.ref('shop_order.ordered_at').$notNull()).as('seconds'))
    .where('shop_order.ordered_at', 'is not', null)
    .where((eb) => behind(eb.ref('shop_order.ordered_at').$notNull(), eb.ref('shop_order.id'), after))
    .orderBy('shop_order.ordered_at', 'desc')
    .orderBy('shop_order.id', 'desc')
    .limit(limit)
    .execute();
}

function undatedOrders(found: Matching, after: string | undefined, limit: number) {
  return found
    .select((eb) => eb.val<number | null>(null).as('seconds'))
    .where('shop_order.ordered_at', 'is', null)
    .$if(after !== undefined, (query) => query.where('shop_order.id', '<', after ?? ''))
    .orderBy('shop_order.id', 'desc')
    .limit(limit)
    .execute();
}

function matching(db: ScopedDb, ability: Ability, filter: OrderFilter) {
  const { shop, status, after, before, number, product, own = [] } = filter;
  return db
    .selectFrom('shop_order')
    .leftJoin('fan as record', 'record.id', 'shop_order.fan_id')
    .leftJoin('fan_shop', (join) =>
      join.onRef('fan_shop.fan_id', '=', 'record.root_id').onRef('fan_shop.shop_id', '=', 'shop_order.shop_id'),
    )
    .select(['shop_order.id', 'shop_order.number', 'shop_order.status', 'shop_order.payable', 'shop_order.paid'])
    .select(['shop_order.refunded', 'shop_order.quantity', 'shop_order.title', 'shop_order.ordered_at'])
    .select(['shop_order.paid_at', 'shop_order.close_reason', 'shop_order.custom'])
    .select(['fan_shop.fan_id', 'fan_shop.nick'])
    .where('shop_order.shop_id', '=', shop)
    .where((eb) =>
      eb.and([
        ...(status === undefined ? [] : [eb('shop_order.status', '=', status)]),
        ...(number === undefined ? [] : [eb('shop_order.number', '=', number)]),
        ...(after === undefined ? [] : [eb('shop_order.ordered_at', '>=', new Date(after))]),
        ...(before === undefined ? [] : [eb('shop_order.ordered_at', '<', new Date(before))]),
        ...(product === undefined ? [] : [eb.and([hasProduct(ability, product)])]),
        ...own.map((wanted) => eb.and([hasOwn(wanted)])),
      ]),
    );
}
