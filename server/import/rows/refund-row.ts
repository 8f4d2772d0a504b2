import { isRefunded } from './refund-status.js';
import { readOrderNumber, refundOnly, type OrderRow } from './order-row.js';
import type { RowReader } from './row-reader.js';

/**
 * One row of a list of refunds: an order that is known, of which it tells nothing but what was paid back. A refund that was
 * refused, taken back or is not decided yet is none.
 */
export function readRefundRow(row: RowReader): OrderRow {
  const number = readOrderNumber(row);
  const field = row.text('refund_status') === '' ? 'status' : 'refund_status';
  const text = row.text(field);
  const isPaidBack = text === '' || isRefunded(text);
  if (isPaidBack === null) row.reject('IMP221', field);
  const amount = Math.abs(row.signedMoney('refunded') ?? 0);
  return {
    kind: 'orders',
    order: refundOnly({ number, refunded: isPaidBack === true ? amount : 0 }),
    about: 'refund',
    unnumbered: false,
    part: row.text('refund_number') || JSON.stringify(row.cells),
    line: null,
    person: {},
    shippedAt: null,
    closedAt: row.instant('refunded_at'),
    receiver: null,
    categories: [],
    owner: null,
  };
}
