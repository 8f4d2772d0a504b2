import { z } from '@hono/zod-openapi';
import type { Ability } from '../access/ability.js';
import type { ScopedDb } from '../access/scoped-db.js';
import type { Db } from '../db/database.js';
import { ORDER_STATUSES } from '../event/order-state.js';
import { locateFan } from '../fan/fan-page.queries.js';
import { fragmentsOf, timelinePosition } from '../fan/timeline.queries.js';
import { readCursor, writeCursor } from '../request/cursor.js';
import { factsOfOrders, linesOf, ordersOf } from './order.queries.js';

export interface OrdersRequest {
  shopId: string | undefined;
  cursor: string | undefined;
  limit: number;
}

/** Null where it is hidden from the reader. */
const orderStatus = z.enum(ORDER_STATUSES).nullable();
const told = z.object({
  order: z.string(),
  amount: z.number().int().nullable().catch(null),
  reason: z.string().optional(),
});

/**
 * A page of a fan's orders, newest first, each with what happened to it and what was in it. An order whose number the
 * reader does not see has neither, and one whose title or amounts are hidden tells nothing of what was in it.
 * Throws a Problem (REQ404) for a foreign or missing fan.
 */
export async function readOrders(unbound: Db, db: ScopedDb, ability: Ability, fanId: string, request: OrdersRequest) {
  const { root_id, shop_id } = await locateFan(db, fanId, request.shopId);
  const after = request.cursor === undefined ? undefined : readCursor(timelinePosition, request.cursor);
  const slice = { fanIds: await fragmentsOf(db, root_id), shopId: shop_id, after, limit: request.limit + 1 };
  const rows = (await ordersOf(db, slice)).map(({ seconds, ...order }) => ({
    order,
    position: { seconds, id: order.id },
  }));
  const page = rows.slice(0, request.limit);
  const numbers = page.flatMap(({ order }) => order.number ?? []);
  const oldest = page.at(-1);
  const [facts, lines] =
    oldest && numbers.length > 0
      ? await Promise.all([
          factsOfOrders(db, slice, oldest.order.ordered_at ?? oldest.order.status_at),
          linesOf(unbound, ability, shop_id, numbers, ['title', 'quantity', 'paid']),
        ])
      : [[], []];
  const history = facts.flatMap(({ type, at, properties }) => {
    const { data } = told.safeParse(properties);
    return data ? [{ number: data.order, event: { type, at, amount: data.amount, reason: data.reason ?? null } }] : [];
  });
  return {
    items: page.map(({ order }) => ({
      ...order,
      status: orderStatus.parse(order.status),
      history: history.flatMap(({ number, event }) => (number === order.number ? event : [])),
      lines: lines.flatMap(({ number, ...line }) => (number === order.number ? line : [])),
    })),
    next_cursor: rows.length > page.length && oldest ? writeCursor(oldest.position) : null,
  };
}
