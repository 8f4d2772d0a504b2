import { type Column, type Field, IDENTITIES } from '../columns.js';
import { rowsBelow, type Top } from '../file/top.js';
import type { Header } from '../layout/detect-header.js';
import { SharedOrders } from './shared-orders.js';

/** By whom and when, where orders have no number. */
export const WHO_AND_WHEN: readonly Field[] = [...IDENTITIES, 'ordered_at', 'time_of_day', 'paid_at'];

/** So many rows of orders with several tell whose the amounts are. */
const ENOUGH = 20;

/**
 * Takes an amount for that of its row where the rows of one order tell different articles and different amounts anywhere
 * in the file, or tell no articles and differ in the amount alone: some articles of an order cost the same by chance, which
 * alone looks like the amount of the order once more. A few among many orders that repeat theirs are mistakes. Where the top leaves
 * it open, orders further down decide.
 */
export async function withRowAmounts(header: Header, top: Top): Promise<Header> {
  const { kind, columns } = header;
  const columnOf = (field: Field) => columns.find((column) => column.field === field);
  const amount = columnOf('paid') ?? columnOf('payable');
  if (kind !== 'orders' || !amount || columnOf('line_total') || columnOf('line_number')) return header;
  // Nobody repeats the total of an order that has not even a number.
  const isOfRow = columnOf('order_number')
    ? await isOfRows(columns, top)
    : columnOf('sku') !== undefined && columnOf('paid') === undefined;
  if (!isOfRow) return header;
  const asTold = columns.map((column) => {
    if (column === amount) return { ...column, field: 'line_total' as const };
    return column.field === 'payable' ? { ...column, field: null } : column;
  });
  return { ...header, columns: asTold };
}

async function isOfRows(columns: readonly Column[], top: Top): Promise<boolean> {
  const orders = new SharedOrders(columns);
  const compared = () => orders.different + orders.added + orders.same;
  for (const { cells } of top.rows) orders.see(cells);
  if (top.complete || compared() === 0) return orders.areOfRows;
  if (compared() < ENOUGH) {
    for await (const further of rowsBelow(top)) {
      for (const { cells } of further) orders.see(cells);
      if (compared() >= ENOUGH) break;
    }
  }
  return orders.areOfRows;
}
