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
  const refundNumber = row.text('refund_number');
  const amount = isPaidBack === true ? Math.abs(row.signedMoney('refunded') ?? 0) : 0;
  return {
    kind: 'orders',
    order: refundOnly({ number, refunded: amount }),
    about: 'refund',
    unnumbered: false,
    part: refundNumber || JSON.stringify(row.cells),
    refund: refundNumber === '' || amount === 0 ? null : { name: `list ${refundNumber}`, amount },
    line: null,
    person: {},
    shippedAt: null,
    closedAt: row.instant('refunded_at'),
    receiver: null,
    categories: [],
    owner: null,
  };
}
