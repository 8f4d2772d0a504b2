import type { LookupKeys } from '../../crypto/keys.js';
import { identify, type Identity, type Place } from '../../identity/identity.js';
import type { ImportKind } from '../columns.js';
import type { RowProblem } from '../import.problems.js';
import { readEventRow, type EventRow } from './event-row.js';
import { readFollowerRow, type FollowerRow } from './follower-row.js';
import { readItemRow, type ItemRow } from './item-row.js';
import { readLiveRow, type LiveRow } from './live-row.js';
import { readOrderRow, type OrderRow } from './order-row.js';
import { readRefundRow } from './refund-row.js';
import { readOwnValues, type OwnValues } from './own-values.js';
import { RowReader, type RowSettings } from './row-reader.js';

export type ImportRow = OrderRow | ItemRow | LiveRow | FollowerRow | EventRow;

export type ReadRow = { row: ImportRow; own: OwnValues | undefined } | { problem: RowProblem };

/** The facts in a row, or the first thing that is wrong with it. */
export function readRow(kind: ImportKind, cells: readonly string[], settings: RowSettings): ReadRow {
  const reader = new RowReader(cells, settings);
  const row = readKind(kind, reader);
  const own = readOwnValues(reader);
  return reader.problem ? { problem: reader.problem } : { row, own };
}

function readKind(kind: ImportKind, reader: RowReader): ImportRow {
  switch (kind) {
    case 'orders':
      return readOrderRow(reader);
    case 'refunds':
      return readRefundRow(reader);
    case 'items':
      return readItemRow(reader);
    case 'live':
      return readLiveRow(reader);
    case 'followers':
      return readFollowerRow(reader);
    case 'events':
      return readEventRow(reader);
  }
}

/** Who the row is about. None: nobody can be told, which an order list may put right by its order. */
export function identitiesOf(row: ImportRow, place: Place, keys: LookupKeys): Identity[] {
  return row.kind === 'items' ? [] : identify(row.person, place, keys);
}
