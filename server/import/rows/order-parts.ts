import { onlyOne, ORDER_STATUSES, type OrderState, type OrderStatus } from '../../event/order-state.js';
import type { OrderRow } from './order-row.js';

/**
 * Some platforms write a row for each part of an order, with the part's own amounts and status, and lists of sales one
 * for each article. Rows of an order stand together in the file: each is made to tell of the whole order.
 *
 * @param rows in the order of the file
 * @param areOfOrders whether other rows tell that each repeats the amount of its order
 */
export function joinParts(rows: readonly OrderRow[], areOfOrders = false): void {
  let from = 0;
  for (let to = 1; to <= rows.length; to += 1) {
    const [first, next] = [rows[from], rows[to]];
    if (first && next && isSameOrder(first, next)) continue;
    if (to - from > 1) tellWhole(rows.slice(from, to), areOfOrders);
    from = to;
  }
}

/** Whether two rows that follow each other are parts of one order. */
export function isSameOrder(row: OrderRow, next: OrderRow): boolean {
  if (row.order.number !== next.order.number) return false;
  return (row.part !== null && next.part !== null) || (row.line !== null && next.line !== null);
}

function tellWhole(rows: readonly OrderRow[], areOfOrders: boolean): void {
  const whole = rows.every((row) => row.part !== null) ? wholeOfParts(rows) : wholeOfLines(rows, areOfOrders);
  if (!whole) return;
  const categories = [...new Set(rows.flatMap((row) => row.categories))];
  const about = rows.find((row) => row.about === 'order')?.about;
  const closed = rows.map((row) => row.closedAt).filter((at) => at !== null);
  const closedAt = closed.length === 0 ? null : Math.max(...closed);
  for (const row of rows) {
    row.order = { ...row.order, ...whole };
    row.about = about ?? row.about;
    row.closedAt = closedAt;
    row.categories = categories;
  }
}

/** A part that is told twice counts once, as it was told last. */
function wholeOfParts(rows: readonly OrderRow[]): Total {
  return totalOf([...new Map(rows.map((row) => [row.part, row.order])).values()]);
}

/** Undefined: the rows tell one after the other what became of an order, of one article or with one title. */
function wholeOfLines(rows: readonly OrderRow[], areOfOrders: boolean): Total | undefined {
  const orders = rows.map((row) => row.order);
  const isOneArticle = new Set(rows.map((row) => row.line?.product)).size === 1;
  const isByTitle = rows.some((row) => row.line?.byTitle);
  if (isOneArticle && (isByTitle || new Set(orders.map((order) => order.status)).size > 1)) return undefined;
  const total = totalOf(orders);
  if (!areOfOrders && areOfRows(rows)) return total;
  const [payable, paid] = [repeatedAmount(rows, 'payable'), repeatedAmount(rows, 'paid')];
  const isOfOrder = payable !== undefined || paid !== undefined;
  return {
    ...total,
    payable: payable ?? total.payable,
    paid: paid ?? total.paid,
    refunded: (isOfOrder ? repeatedAmount(rows, 'refunded') : undefined) ?? total.refunded,
  };
}

/**
 * Some lists repeat the amount of the whole order in each of its rows, others write that of the row: one that is no more than
 * what the goods of the row cost is of the row, if they cost the same in each.
 */
function areOfRows(rows: readonly OrderRow[]): boolean {
  const cost = rows[0]?.line?.amount ?? null;
  const isNoMore = ({ line, order }: OrderRow) => {
    const amount = Math.max(order.payable ?? 0, order.paid ?? 0);
    return line?.amount === cost && amount <= Math.max(0, cost ?? 0);
  };
  return cost !== null && rows.every(isNoMore);
}

/** What all rows say of the order; undefined where they differ. What came back is told row by row. */
function repeatedAmount(rows: readonly OrderRow[], name: 'payable' | 'paid' | 'refunded'): number | undefined {
  const first = rows[0]?.order[name] ?? null;
  if (first === null || rows.some((row) => row.order[name] !== first || row.about === 'return')) return undefined;
  return first;
}

type Total = Omit<OrderState, 'number' | 'fanId' | 'closeReason'>;

function totalOf(parts: readonly OrderState[]): Total {
  const open = parts.filter((part) => part.status !== 'closed');
  const counted = open.length > 0 ? open : parts;
  const bought = boughtOf(parts);
  return {
    status: furthest(counted.map((part) => part.status)),
    statusAt: Math.max(...counted.map((part) => part.statusAt)),
    payable: sum(bought.map((part) => part.payable)),
    paid: sum(bought.map((part) => part.paid)),
    refunded: parts.reduce((total, part) => total + refundOf(part, open.length > 0), 0),
    quantity: sum(bought.map((part) => part.quantity)),
    title: [...new Set(bought.flatMap((part) => part.title ?? []))].join(',') || null,
    category: onlyOne(bought.map((part) => part.category)),
    orderedAt: earliest(parts.map((part) => part.orderedAt)),
    paidAt: earliest(parts.map((part) => part.paidAt)),
  };
}

/** Of an order that was paid for, without what was taken off it before. */
function boughtOf(parts: readonly OrderState[]): readonly OrderState[] {
  if (parts.every((part) => part.paidAt === null)) return parts;
  return parts.filter((part) => part.status !== 'closed' || part.paidAt !== null);
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
