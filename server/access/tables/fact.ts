import { field, json, key, maskOf, ofFan, secret, type Registrations } from './registration.js';

/** What fans did and bought, as it came in. */
export const factTables = {
  event: {
    subject: 'event',
    primaryKey: ['id', 'happened_at'],
    belongs: ofFan,
    columns: {
      id: key,
      shop_id: key,
      fan_id: key,
      type: key,
      happened_at: key,
      arrived_at: key,
      source: field,
      history: field,
      properties: json,
    },
  },
  event_key: 'closed',
  fact_outbox: 'closed',
  shop_order: {
    subject: 'order',
    primaryKey: ['id'],
    belongs: ofFan,
    columns: {
      id: key,
      shop_id: key,
      platform: key,
      number: field,
      fan_id: key,
      status: field,
      status_at: field,
      payable: field,
      paid: field,
      refunded: field,
      refunds: secret,
      quantity: field,
      title: field,
      category: field,
      ordered_at: field,
      paid_at: field,
      close_reason: field,
      receiver_encrypted: secret,
      receiver_mask: maskOf('receiver'),
      custom: json,
      updated_at: key,
    },
  },
  // A line knows its order only by number, and may come before it; it is reached through orders that are visible.
  order_line: 'closed',
} satisfies Registrations;
