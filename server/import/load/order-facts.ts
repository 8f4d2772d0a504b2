import { uuid7 } from '../../db/uuid7.js';
import { orderEventKey, refundKey } from '../../event/event-key.js';
import type { Fact, FactFan, Properties } from '../../event/fact.js';
import { isReturnAlone, type OrderState } from '../../event/order-state.js';
import { isHistory, type ImportContext } from './import-context.js';

/** What is known of an order besides its state, for the events that tell of it. */
export interface OrderDetails {
  shippedAt: number | null;
  closedAt: number | null;
  products: string[];
  categories: string[];
}

/** What was paid back in all: everything once a paid order is closed, otherwise what the file says. */
export function refundedInAll(order: OrderState): number {
  return order.status === 'closed' && order.paidAt !== null
    ? Math.max(order.paid ?? order.payable ?? 0, order.refunded)
    : order.refunded;
}

/**
 * Puts the facts an order stands for under their keys. Keys follow from the order alone, so whoever tells of a fact
 * again adds nothing.
 *
 * @param refundedBefore fen that were paid back before this was told
 */
export function putOrderFacts(
  facts: Map<string, Fact>,
  context: ImportContext,
  order: OrderState,
  details: OrderDetails,
  fan: FactFan,
  refundedBefore: number,
): void {
  const shopId = context.shop.id;
  const put = (key: string, type: string, happenedAt: number, amount: number | null) => {
    facts.set(key, {
      id: uuid7(),
      key,
      type,
      happenedAt,
      source: `import:${context.importId}`,
      history: isHistory(context, happenedAt),
      properties: propertiesOf(order, details, amount),
      fan,
    });
  };
  const once = (type: string, at: number | null, amount: number | null) => {
    if (at !== null) put(orderEventKey(shopId, order.number, type), type, at, amount);
  };
  once('order.create', isReturnAlone(order) ? null : order.orderedAt, order.payable);
  once('order.pay', order.paidAt, order.paid ?? order.payable ?? 0);
  once('order.ship', details.shippedAt, null);
  const refunded = refundedInAll(order);
  if (refunded > refundedBefore) {
    const key = refundKey(shopId, order.number, refunded);
    put(key, 'order.refund', refundTime(order, details), refunded - refundedBefore);
  }
}

/** Exports rarely say when a refund was made: then it is taken to follow right after what came last. */
function refundTime({ orderedAt, paidAt, statusAt }: OrderState, { shippedAt, closedAt }: OrderDetails): number {
  if (closedAt !== null && closedAt > (paidAt ?? 0)) return closedAt;
  return Math.max(orderedAt ?? statusAt, paidAt ?? 0, shippedAt ?? 0) + 1_000;
}

function propertiesOf(order: OrderState, details: OrderDetails, amount: number | null): Properties {
  const properties: Properties = { order: order.number };
  if (amount !== null) properties['amount'] = amount;
  if (order.quantity !== null) properties['quantity'] = order.quantity;
  if (details.products.length > 0) properties['product'] = details.products;
  if (details.categories.length > 0) properties['category'] = details.categories;
  return properties;
}
