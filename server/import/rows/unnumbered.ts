import { hash } from 'node:crypto';
import type { Identity } from '../../identity/identity.js';
import type { OrderRow } from './order-row.js';

/** By whom and when: what rows of one order without a number have in common. */
export function visitOf({ order }: OrderRow, buyer: Identity): string {
  return `${buyer.key} ${String(order.orderedAt ?? order.paidAt)}`;
}

/** Whether two rows that follow each other are of one buyer at one time. */
export function isSameVisit(row: OrderRow, next: OrderRow): boolean {
  return row.unnumbered && next.unnumbered && row.order.number === next.order.number;
}

/**
 * Gives orders without a number one that follows from what the file says of them, so that the same file makes the same
 * orders in whatever order its rows are. Rows about articles are one order if one buyer bought them at one time; other rows
 * are an order each, also where two say the very same.
 *
 * @param rows those of one buyer and time together
 */
export function nameOrders(rows: readonly OrderRow[]): void {
  let visit = '';
  const alike = new Map<string, number>();
  for (const row of rows) {
    if (!row.unnumbered) continue;
    if (row.order.number !== visit) {
      visit = row.order.number;
      alike.clear();
    }
    const said = row.line ? '' : contentOf(row);
    const nth = row.line ? 0 : (alike.get(said) ?? 0);
    alike.set(said, nth + 1);
    row.order.number = `auto-${hash('sha256', `${visit} ${said} ${nth}`).slice(0, 20)}`;
  }
}

function contentOf({ order }: OrderRow): string {
  return JSON.stringify([order.payable, order.paid, order.refunded, order.quantity, order.title]);
}
