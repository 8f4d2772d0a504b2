import { ORDER_STATUSES, type OrderState, type OrderStatus } from '../../event/order-state.js';
import type { OrderRow } from './order-row.js';

/**
 * Some platforms write a row for each part of an order, with the part's own amounts and status. Parts stand together in
 * the file: each of these rows is made to tell of the whole order.
 *
 * @param rows in the order of the file
 */
export function joinParts(rows: readonly OrderRow[]): void {
  let from = 0;
  for (let to = 1; to <= rows.length; to += 1) {
    const [first, next] = [rows[from], rows[to]];
    if (first && next && isSameOrder(first, next)) continue;
    if (to - from > 1) tellWhole(rows.slice(from, to));
    from = to;
  }
}

/** Whether two rows that follow each other are parts of one order. */
export function isSameOrder(row: OrderRow, next: OrderRow): boolean {
  return row.part !== null && next.part !== null && row.order.number === next.order.number;
}

function tellWhole(rows: readonly OrderRow[]): void {
  // A part that is told twice counts once, as it was told last.
  const parts = [...new Map(rows.map((row) => [row.part, row.order])).values()];
  const whole = totalOf(parts);
  const categories = [...new Set(rows.flatMap((row) => row.categories))];
  for (const row of rows) {
    row.order = { ...row.order, ...whole };
    row.categories = categories;
  }
}

type Total = Omit<OrderState, 'number' | 'fanId' | 'closeReason'>;

function totalOf(parts: readonly OrderState[]): Total {
  const open = parts.filter((part) => part.status !== 'closed');
  const counted = open.length > 0 ? open : parts;
  return {
    status: furthest(counted.map((part) => part.status)),
    statusAt: Math.max(...counted.map((part) => part.statusAt)),
    payable: sum(parts.map((part) => part.payable)),
    paid: sum(parts.map((part) => part.paid)),
    refunded: parts.reduce((total, part) => total + refundOf(part, open.length > 0), 0),
    quantity: sum(parts.map((part) => part.quantity)),
    title: [...new Set(parts.flatMap((part) => part.title ?? []))].join(',') || null,
    orderedAt: earliest(parts.map((part) => part.orderedAt)),
    paidAt: earliest(parts.map((part) => part.paidAt)),
  };
}

/** A part that was paid for and closed has been paid back; of an order that is closed as a whole this follows anyway. */
function refundOf(part: OrderState, isPartial: boolean): number {
  const isPaidBack = isPartial && part.status === 'closed' && part.paidAt !== null;
  return isPaidBack ? Math.max(part.refunded, part.paid ?? part.payable ?? 0) : part.refunded;
}

function furthest(statuses: OrderStatus[]): OrderStatus {
  return ORDER_STATUSES.findLast((status) => statuses.includes(status)) ?? 'created';
}

/** Null when no part tells it. */
function sum(amounts: (number | null)[]): number | null {
  const told = amounts.filter((amount) => amount !== null);
  return told.length === 0 ? null : told.reduce((total, amount) => total + amount, 0);
}

function earliest(times: (number | null)[]): number | null {
  const told = times.filter((time) => time !== null);
  return told.length === 0 ? null : Math.min(...told);
}
