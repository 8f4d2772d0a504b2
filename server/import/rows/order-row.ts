import { onlyOne, type OrderState, type OrderStatus } from '../../event/order-state.js';
import type { PersonInput } from '../../identity/identity.js';
import { normalPhone } from '../../identity/normal-form.js';
import { isRounded, parseOrderNumber } from '../values/order-number.js';
import { isPaidBack, parseOrderStatus } from './order-status.js';
import { isRefunded, isWhollyRefunded } from './refund-status.js';
import type { RowReader } from './row-reader.js';

/** One row of an order list: what it says of the order, and of whom. */
export interface OrderRow {
  kind: 'orders';
  order: OrderState;
  /**
   * What the row tells of: the order; goods that came back, which may belong to an order that is known; nothing but what was
   * paid back of an order that must be known.
   */
  about: 'order' | 'return' | 'refund';
  /** Whether the file has no numbers of orders: what stands for one then is made up. */
  unnumbered: boolean;
  /** Number of the part of the order that this row is about; null where a row is a whole order. */
  part: string | null;
  /** The refund that the row tells of, by who tells it and what tells it apart from others of its order. Fen. */
  refund: { name: string; amount: number } | null;
  /** What was bought, where the file has a unit price or an article number but no number of the part. */
  line: PurchaseLine | null;
  person: PersonInput;
  shippedAt: number | null;
  closedAt: number | null;
  receiver: { name: string; phone: string; address: string } | null;
  categories: string[];
  owner: string | null;
}

export interface PurchaseLine {
  /** Article and title. */
  product: string;
  /** Nothing but the title tells that the row is about an article: it may well be that of the order. */
  byTitle: boolean;
  /** Fen: of all pieces, below 0 for what was given back; null when the row does not tell. */
  amount: number | null;
}

export function readOrderRow(row: RowReader): OrderRow {
  const unnumbered = !row.has('order_number');
  const number = unnumbered ? '' : readOrderNumber(row);
  const orderedAt = row.instant('ordered_at');
  const [shippedAt, doneAt] = [row.instant('shipped_at'), row.instant('done_at')];
  const line = readLine(row);
  const [payable, paid] = [row.signedMoney('payable'), row.signedMoney('paid')];
  const givenBack = Math.max(0, -(line?.amount ?? 0), -(payable ?? 0), -(paid ?? 0));
  if (givenBack > 0 && isSentBy(row)) row.reject('IMP224');
  const paidAt = row.has('paid_at')
    ? row.instant('paid_at')
    : isPaid(row, givenBack, shippedAt ?? doneAt)
      ? orderedAt
      : null;
  if (orderedAt === null && paidAt === null) row.reject('IMP211');
  // What came back is dated by the day on which it did.
  const closedAt = row.instant('closed_at') ?? (givenBack > 0 ? orderedAt : null);
  const categories = splitList(row.text('category'));
  const status = givenBack > 0 ? 'closed' : readStatus(row, paidAt, doneAt);
  const times: Record<OrderStatus, number | null> = {
    created: orderedAt,
    paid: paidAt,
    shipped: shippedAt,
    done: doneAt,
    closed: closedAt,
  };
  return {
    kind: 'orders',
    order: {
      number,
      fanId: null,
      status,
      statusAt: times[status] ?? latest([orderedAt, paidAt, shippedAt, doneAt]),
      payable: notNegative(payable ?? (row.has('paid') || row.has('payable') ? null : (line?.amount ?? null))),
      paid: notNegative(paid),
      refunded: Math.max(readRefunded(row, paidAt === null ? 0 : costOf(line, paid, payable)), givenBack),
      quantity: givenBack > 0 ? 0 : row.count('quantity'),
      title: row.optional('title'),
      category: onlyOne(categories),
      orderedAt,
      paidAt,
      closeReason: row.optional('close_reason'),
    },
    about: givenBack > 0 ? 'return' : 'order',
    unnumbered,
    part: row.optional('line_number'),
    refund: givenBack > 0 ? { name: ['row', line?.product, orderedAt].join(' '), amount: givenBack } : null,
    line,
    person: readBuyer(row),
    shippedAt,
    closedAt,
    receiver: readReceiver(row),
    categories,
    owner: row.optional('owner'),
  };
}

/** What was paid for the goods of the row, as far as it tells. */
function costOf(line: PurchaseLine | null, paid: number | null, payable: number | null): number {
  const amounts = [paid ?? payable, line?.amount ?? null].filter((amount) => amount !== null);
  return amounts.length === 0 ? 0 : Math.max(0, Math.min(...amounts));
}

/**
 * What was paid back of the goods of the row; some write it with a minus. Where only the state of the refund tells, it is all
 * of it; one that is refused or not decided yet is none.
 */
function readRefunded(row: RowReader, cost: number): number {
  const amount = Math.abs(row.signedMoney('refunded') ?? 0);
  const state = row.text('refund_status');
  if (isRefunded(state) === false) return 0;
  return amount === 0 && isWhollyRefunded(state) === true ? cost : amount;
}

/** `From Email Address` is the shop's own where it is the shop that pays: of a refund it does not tell the buyer. */
function isSentBy({ settings }: RowReader): boolean {
  return /^from\b/i.test(settings.columns.get('email')?.name ?? '');
}

/** What there is to say of an order that is known when only money went back. */
export function refundOnly({ number, refunded }: Pick<OrderState, 'number' | 'refunded'>): OrderState {
  return {
    number,
    fanId: null,
    status: 'created',
    statusAt: 0,
    payable: null,
    paid: null,
    refunded,
    quantity: null,
    title: null,
    category: null,
    orderedAt: null,
    paidAt: null,
    closeReason: null,
  };
}

/**
 * Without a time of payment the status tells, or that goods were sent, or that money went back; what tells nothing at all was
 * bought.
 */
function isPaid(row: RowReader, givenBack: number, sentAt: number | null): boolean {
  const text = row.text('status');
  if (text === '') return givenBack === 0;
  const status = parseOrderStatus(text);
  if (status === null) return sentAt !== null;
  return status === 'closed' ? isPaidBack(text) || readRefunded(row, 0) > 0 : status !== 'created';
}

function notNegative(amount: number | null): number | null {
  return amount === null ? null : Math.max(0, amount);
}

/** A row with one of them is about an article. */
const LINE_COLUMNS = ['price', 'line_total', 'sku'] as const;

/** Goods that come back are written with a quantity below 0. */
function readLine(row: RowReader): PurchaseLine | null {
  if (row.has('line_number')) return null;
  const byTitle = !LINE_COLUMNS.some((field) => row.has(field));
  if (byTitle && !(row.has('order_number') && row.has('title'))) return null;
  const product = `${row.text('sku')} ${row.text('title')}`;
  const total = row.signedMoney('line_total');
  const price = row.money('price');
  const ofPieces = price === null ? null : Math.round(price * (row.signedCount('quantity') ?? 1));
  return { product, byTitle, amount: total ?? ofPieces };
}

/** '' with a problem when there is none. */
export function readOrderNumber(row: RowReader): string {
  const text = row.text('order_number');
  if (text === '') row.reject('IMP201', 'order_number');
  else if (isRounded(text)) row.reject('IMP203', 'order_number');
  const number = parseOrderNumber(text);
  if (number === undefined) row.reject('IMP202', 'order_number');
  return number ?? '';
}

export function splitList(text: string): string[] {
  return [...new Set(text.split(/[,，、;；|]/u).map((part) => part.trim()))].filter((part) => part !== '');
}

function readStatus(row: RowReader, paidAt: number | null, doneAt: number | null): OrderStatus {
  const told = parseOrderStatus(row.text('status'));
  if (told !== null) return told;
  if (doneAt !== null) return 'done';
  return paidAt === null ? 'created' : 'paid';
}

/** Landlines and numbers with an extension reach no person, so the other phone column may have to do. */
function readBuyer(row: RowReader): PersonInput {
  const person = row.person(['nick', 'user_id', 'open_id', 'union_id', 'oaid', 'phone', 'email']);
  const other = row.text('phone_alt');
  if (other !== '' && (person.phone === undefined || normalPhone(person.phone) === null)) person.phone = other;
  return person;
}

function readReceiver(row: RowReader): OrderRow['receiver'] {
  const [name, address] = [row.text('receiver'), row.text('address')];
  return name === '' && address === '' ? null : { name, phone: row.text('phone'), address };
}

function latest(times: (number | null)[]): number {
  return Math.max(0, ...times.filter((time) => time !== null));
}
