import type { Fact } from './fact.js';
import { listOf, numberOf } from './fact.js';

/** Later ones replace earlier ones, never the other way round: files and events may come in any order. */
export const ORDER_STATUSES = ['created', 'paid', 'shipped', 'done', 'closed'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** What is known of one order. Money in fen, instants in milliseconds. */
export interface OrderState {
  number: string;
  fanId: string | null;
  status: OrderStatus;
  /** When the order came to this status, as far as it is known. */
  statusAt: number;
  payable: number | null;
  paid: number | null;
  refunded: number;
  quantity: number | null;
  title: string | null;
  /** Of all its goods; null when it is not told, or there are several. */
  category: string | null;
  orderedAt: number | null;
  paidAt: number | null;
  closeReason: string | null;
}

/** Whether nothing is known of the order but what came back: the sale may still be told. */
export function isReturnAlone({ status, refunded, paidAt, paid, payable }: OrderState): boolean {
  return status === 'closed' && refunded > 0 && paidAt === null && !paid && !payable;
}

/** Whether nobody has told what it costs: then its lines may. */
export function tellsNoAmount({ payable, paid }: OrderState): boolean {
  return payable === null && paid === null;
}

/** What is known after another statement about the order. A newer status brings its values; an older one fills gaps. */
export function mergeOrder(known: OrderState, said: OrderState): OrderState {
  if (isReturnAlone(known) && (said.orderedAt !== null || said.paidAt !== null) && !isReturnAlone(said)) {
    return { ...said, fanId: known.fanId ?? said.fanId, refunded: Math.max(known.refunded, said.refunded) };
  }
  const [newer, older] = isNewer(said, known) ? [said, known] : [known, said];
  return {
    number: known.number,
    fanId: known.fanId ?? said.fanId,
    status: newer.status,
    statusAt: newer.statusAt,
    payable: newer.payable ?? older.payable,
    paid: newer.paid ?? older.paid,
    refunded: Math.max(known.refunded, said.refunded),
    quantity: newer.quantity ?? older.quantity,
    title: newer.title ?? older.title,
    category: newer.category ?? older.category,
    orderedAt: newer.orderedAt ?? older.orderedAt,
    paidAt: newer.paidAt ?? older.paidAt,
    closeReason: newer.closeReason ?? older.closeReason,
  };
}

function isNewer(a: OrderState, b: OrderState): boolean {
  const rank = ORDER_STATUSES.indexOf(a.status) - ORDER_STATUSES.indexOf(b.status);
  return rank === 0 ? a.statusAt > b.statusAt : rank > 0;
}

export function sameOrder(a: OrderState, b: OrderState): boolean {
  return (
    a.fanId === b.fanId &&
    a.status === b.status &&
    a.statusAt === b.statusAt &&
    a.payable === b.payable &&
    a.paid === b.paid &&
    a.refunded === b.refunded &&
    a.quantity === b.quantity &&
    a.title === b.title &&
    a.category === b.category &&
    a.orderedAt === b.orderedAt &&
    a.paidAt === b.paidAt &&
    a.closeReason === b.closeReason
  );
}

const statusAfter: Record<string, OrderStatus> = {
  'order.create': 'created',
  'order.pay': 'paid',
  'order.ship': 'shipped',
  'order.refund': 'paid',
};

/** Types of the events that change an order. */
export const ORDER_EVENTS = Object.keys(statusAfter);

/** The number of the order a fact is about; null when it is about none, or changes nothing in it. */
export function orderNumber(type: string, properties: Fact['properties']): string | null {
  const number = properties['order'];
  return Object.hasOwn(statusAfter, type) && typeof number === 'string' ? number : null;
}

/** What is known of an order's refunds besides their sum. */
export interface Refunds {
  /** Fen that events have told of, one by one; files tell only what was paid back in all. */
  inParts: number;
  /** When the last of them happened, in milliseconds. */
  lastAt: number;
}

/** With what a refund adds to them. */
export function addRefund(known: Refunds | undefined, { happenedAt, properties }: Fact): Refunds {
  return {
    inParts: (known?.inParts ?? 0) + Math.round(numberOf(properties, 'amount')),
    lastAt: Math.max(known?.lastAt ?? happenedAt, happenedAt),
  };
}

/** What a fact about an order says of it. @param refunded fen that were paid back in all, as far as the fact tells */
export function applyToOrder(known: OrderState | undefined, number: string, fact: Fact, refunded: number): OrderState {
  const amount = Math.round(numberOf(fact.properties, 'amount'));
  const said: OrderState = {
    number,
    fanId: fact.fan?.fanId ?? null,
    status: statusAfter[fact.type] ?? 'created',
    statusAt: fact.happenedAt,
    payable: fact.type === 'order.create' && amount > 0 ? amount : null,
    paid: fact.type === 'order.pay' ? amount : null,
    refunded,
    // Of a refund they are about what came back.
    quantity: fact.type === 'order.refund' ? null : Math.round(numberOf(fact.properties, 'quantity')) || null,
    title: fact.type === 'order.refund' ? null : listOf(fact.properties, 'product').join('、') || null,
    category: fact.type === 'order.refund' ? null : onlyOne(listOf(fact.properties, 'category')),
    orderedAt: fact.type === 'order.create' ? fact.happenedAt : null,
    paidAt: fact.type === 'order.pay' ? fact.happenedAt : null,
    closeReason: null,
  };
  return known ? mergeOrder(known, said) : said;
}

/** What all of them say; null when nobody says anything, or two differ. */
export function onlyOne(texts: readonly (string | null)[]): string | null {
  const [first = null, ...others] = new Set(texts);
  return others.length === 0 ? first : null;
}

/** An order that is paid back is closed by the last refund. @param lastAt when that was */
export function closeIfPaidBack(order: OrderState, lastAt: number): OrderState {
  if (order.paid === null || order.refunded === 0 || order.refunded < order.paid) return order;
  return {
    ...order,
    status: 'closed',
    statusAt: order.status === 'closed' ? Math.max(order.statusAt, lastAt) : lastAt,
  };
}
