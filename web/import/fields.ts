import type { EventId } from '@fanloom/dsl/vocabulary/event.js';
import type { Field, ImportKind } from './import.api.js';

const identity = ['nick', 'phone', 'user_id', 'open_id', 'union_id', 'oaid', 'email'] as const;

/** What a column of each kind of file may stand for, in the order people look for it. */
export const fieldsOf = {
  orders: [
    'order_number',
    ...identity,
    'phone_alt',
    'payable',
    'paid',
    'refunded',
    'refund_status',
    'status',
    'ordered_at',
    'time_of_day',
    'paid_at',
    'shipped_at',
    'done_at',
    'closed_at',
    'line_number',
    'title',
    'sku',
    'price',
    'line_total',
    'quantity',
    'category',
    'receiver',
    'address',
    'close_reason',
    'owner',
  ],
  refunds: ['order_number', 'refund_number', 'refunded', 'refund_status', 'status', 'refunded_at'],
  items: [
    'order_number',
    'line_number',
    'title',
    'sku',
    'price',
    'quantity',
    'line_total',
    'freight',
    'attributes',
    'category',
  ],
  live: [
    ...identity,
    'watch_seconds',
    'visits',
    'comments',
    'likes',
    'shares',
    'gifts',
    'fan_level',
    'intimacy',
    'last_watch_at',
  ],
  followers: [
    ...identity,
    'wecom',
    'member_no',
    'followed_at',
    'source',
    'owner',
    'member_level',
    'points',
    'birthday',
    'fan_level',
  ],
  events: [
    ...identity,
    'event_type',
    'happened_at',
    'time_of_day',
    'title',
    'sku',
    'category',
    'price',
    'line_total',
    'payable',
    'quantity',
    'order_number',
    'watch_seconds',
    'text',
    'session',
  ],
} as const satisfies Record<ImportKind, readonly Field[]>;

/** Which part of `3/1/26` is which. */
export const dateOrders = ['month_first', 'day_first', 'year_first'] as const;

export const decimalSigns = [
  ['.', 'point'],
  [',', 'comma'],
] as const;

/** What fans do, as a list of behaviour may tell it. */
export const behaviours = [
  'product.click',
  'cart.add',
  'cart.remove',
  'order.create',
  'order.pay',
  'order.ship',
  'order.refund',
  'order.return',
  'coupon.claim',
  'coupon.use',
  'follow',
  'unfollow',
  'live.enter',
  'live.watch',
  'live.comment',
  'live.like',
  'live.share',
  'live.gift',
  'form.submit',
] as const satisfies readonly EventId[];

export const kinds = [
  'orders',
  'refunds',
  'items',
  'live',
  'followers',
  'events',
] as const satisfies readonly ImportKind[];
