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
    'status',
    'ordered_at',
    'paid_at',
    'shipped_at',
    'done_at',
    'closed_at',
    'line_number',
    'title',
    'sku',
    'price',
    'quantity',
    'category',
    'receiver',
    'address',
    'close_reason',
    'owner',
  ],
  items: ['order_number', 'line_number', 'title', 'price', 'quantity', 'attributes', 'sku', 'category'],
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
} as const satisfies Record<ImportKind, readonly Field[]>;

export const kinds = ['orders', 'items', 'live', 'followers'] as const satisfies readonly ImportKind[];
