import type { EventWords } from './event-words.js';
import { EVENT_HEADS } from './heads/event-heads.js';
import { FOLLOWER_HEADS } from './heads/follower-heads.js';
import { ITEM_HEADS } from './heads/item-heads.js';
import { LIVE_HEADS } from './heads/live-heads.js';
import { ORDER_HEADS } from './heads/order-heads.js';
import { REFUND_HEADS } from './heads/refund-heads.js';
import type { OwnTarget } from './own-field.js';
import type { DurationUnit } from './values/duration.js';
import type { MoneyUnit } from './values/money.js';

/** Zone of moments, where the head tells it; else they are the shop's. */
export type ZoneUnit = 'utc';

export const IMPORT_KINDS = ['orders', 'refunds', 'items', 'live', 'followers', 'events'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** Heads by which exports name a field. The first is how a person is told of it. */
export const FIELDS = {
  orders: ORDER_HEADS,
  refunds: REFUND_HEADS,
  items: ITEM_HEADS,
  live: LIVE_HEADS,
  followers: FOLLOWER_HEADS,
  events: EVENT_HEADS,
} as const satisfies Record<ImportKind, Record<string, readonly string[]>>;

export type Field = { [K in ImportKind]: keyof (typeof FIELDS)[K] }[ImportKind];

/** What a column may stand for. */
export type Target = Field | OwnTarget;

/** A column of the file and what it stands for. */
export interface Column {
  index: number;
  /** Head as it stands in the file. */
  name: string;
  /** Null: not used. */
  field: Target | null;
  /** How plain numbers and moments are meant, where the head tells it. */
  unit: DurationUnit | MoneyUnit | ZoneUnit | null;
}

/** By one of them a person is known. */
export const IDENTITIES: readonly Field[] = [
  'nick',
  'user_id',
  'open_id',
  'union_id',
  'oaid',
  'phone',
  'email',
  'wecom',
  'member_no',
];
const METRICS: Field[] = ['watch_seconds', 'visits', 'comments', 'likes', 'shares', 'gifts'];

/** Of each group one column must be there. */
const REQUIRED: Record<ImportKind, (readonly Field[])[]> = {
  orders: [
    ['order_number', ...IDENTITIES],
    ['ordered_at', 'paid_at'],
    ['order_number', 'status', 'paid', 'payable', 'paid_at', 'price', 'line_total'],
  ],
  refunds: [['order_number'], ['refunded'], ['refund_number', 'refund_status', 'status', 'refunded_at']],
  items: [['order_number'], ['title', 'sku'], ['title', 'price', 'line_total', 'line_number', 'quantity']],
  live: [IDENTITIES, METRICS],
  followers: [IDENTITIES],
  events: [IDENTITIES, ['event_type'], ['happened_at']],
};

/**
 * Names of fields of which a table of this kind needs one each, and has none. Empty: nothing is missing.
 *
 * @param events what a person says that the words of the file stand for: a row without one may have its event, too
 */
export function missingFields(kind: ImportKind, columns: Column[], events: EventWords = {}): string[] {
  const present = new Set(columns.map((column) => column.field));
  if (events['']) present.add('event_type');
  return REQUIRED[kind]
    .filter((group) => !group.some((field) => present.has(field)))
    .map((group) => [...new Set(group.map((field) => namesOf(kind, field)[0] ?? field))].slice(0, 3).join(' / '));
}

/** Whether the rows of such a table say whom they are about; what others tell is found by the number of an order. */
export function isAboutPeople(kind: ImportKind): boolean {
  return kind !== 'items' && kind !== 'refunds';
}

/** Heads by which a field of this kind is known; none when the kind has no such field. */
export function namesOf(kind: ImportKind, field: string): readonly string[] {
  const fields: Record<string, readonly string[]> = FIELDS[kind];
  return Object.hasOwn(fields, field) ? (fields[field] ?? []) : [];
}

export function fieldsOf(kind: ImportKind): Field[] {
  return Object.keys(FIELDS[kind]) as Field[];
}
