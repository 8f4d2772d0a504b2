import type { Ability } from '../access/ability.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import type { ScopedDb } from '../access/scoped-db.js';
import type { Db } from '../db/database.js';
import { ORDER_EVENTS } from '../event/order-state.js';
import { behind, seconds, type TimelinePosition } from '../fan/timeline.queries.js';

interface Slice {
  /** All fragments of the fan: orders stay on the one they came with. */
  fanIds: string[];
  shopId: string;
  after: TimelinePosition | undefined;
  limit: number;
}

/** A fan's orders in a shop behind a position, newest first. */
export function ordersOf(db: ScopedDb, { fanIds, shopId, after, limit }: Slice) {
  return db
    .selectFrom('shop_order')
    .select(['id', 'platform', 'number', 'status', 'status_at', 'payable', 'paid', 'refunded', 'quantity', 'title'])
    .select(['ordered_at', 'paid_at', 'close_reason', 'custom'])
    .select((eb) => seconds(eb.fn.coalesce('ordered_at', 'status_at')).as('seconds'))
    .where('fan_id', 'in', fanIds)
    .where('shop_id', '=', shopId)
    .where((eb) => behind(eb.fn.coalesce('ordered_at', 'status_at'), eb.ref('id'), after))
    .orderBy((eb) => eb.fn.coalesce('ordered_at', 'status_at'), 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** What a fan's orders have told since a moment, oldest first. */
export function factsOfOrders(db: ScopedDb, { fanIds, shopId }: Pick<Slice, 'fanIds' | 'shopId'>, since: Date) {
  return db
    .selectFrom('event')
    .select(['type', 'happened_at as at', 'properties'])
    .where('fan_id', 'in', fanIds)
    .where('shop_id', '=', shopId)
    .where('type', 'in', ORDER_EVENTS)
    .where('happened_at', '>=', since)
    .orderBy('happened_at')
    .orderBy('id')
    .execute();
}

/**
 * What was in orders of a shop.
 * @param fields of an order that a rule has to show for its lines to be told
 */
export function linesOf(db: Db, ability: Ability, shopId: string, numbers: string[], fields: string[]) {
  return db
    .selectFrom('order_line as l')
    .innerJoin('shop_order', (join) =>
      join
        .onRef('shop_order.shop_id', '=', 'l.shop_id')
        .onRef('shop_order.platform', '=', 'l.platform')
        .onRef('shop_order.number', '=', 'l.number'),
    )
    .select(['l.number', 'l.title', 'l.price', 'l.quantity', 'l.attributes', 'l.sku', 'l.category'])
    .where('l.shop_id', '=', shopId)
    .where('l.number', 'in', numbers)
    .where(rowsIn(scopeOf(ability, 'read', 'order', ['number', ...fields]), 'shop_order'))
    .orderBy('l.number')
    .orderBy('l.line')
    .execute();
}
