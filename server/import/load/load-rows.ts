import type { Tx } from '../../db/database.js';
import type { EventRow } from '../rows/event-row.js';
import type { FollowerRow } from '../rows/follower-row.js';
import type { ItemRow } from '../rows/item-row.js';
import type { LiveRow } from '../rows/live-row.js';
import type { OrderRow } from '../rows/order-row.js';
import type { ImportRow } from '../rows/read-row.js';
import type { Batch, ImportContext, Outcome } from './import-context.js';
import { loadEvents } from './load-events.js';
import { loadFollowers } from './load-followers.js';
import { loadItems } from './load-items.js';
import { loadLive } from './load-live.js';
import { loadOrders } from './load-orders.js';

type OfKind<R extends ImportRow> = Batch<R>;

/** Writes rows of one kind in the batch's transaction; an outcome for each, in order. */
export async function loadRows(tx: Tx, context: ImportContext, batch: Batch<ImportRow>): Promise<Outcome[]> {
  switch (batch.rows[0]?.row.kind) {
    case 'orders':
      return loadOrders(tx, context, batch as OfKind<OrderRow>);
    case 'items':
      return loadItems(tx, context, batch as OfKind<ItemRow>);
    case 'live':
      return loadLive(tx, context, batch as OfKind<LiveRow>);
    case 'followers':
      return loadFollowers(tx, context, batch as OfKind<FollowerRow>);
    case 'events':
      return loadEvents(tx, context, batch as OfKind<EventRow>);
    case undefined:
      return [];
  }
}

/** When the facts of a row happened, so that the event partitions are there before the transaction begins. */
export function instantsOf(row: ImportRow, now: Date): number[] {
  switch (row.kind) {
    case 'orders':
      return [row.order.orderedAt, row.order.paidAt, row.shippedAt, row.closedAt, row.order.statusAt].filter(
        (at): at is number => at !== null && at > 0,
      );
    case 'live':
      return [row.lastWatchAt ?? now.getTime()];
    case 'followers':
      return row.followedAt === null ? [] : [row.followedAt];
    case 'events':
      return [row.happenedAt];
    case 'items':
      return [];
  }
}
