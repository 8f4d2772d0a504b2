import type { Tx } from '../db/database.js';
import { lockRoots } from '../identity/identity.sql.js';
import { addToDays, addToFans } from './event.sql.js';
import { emptyDelta, sumFans } from './fan-projection.js';
import type { IngestShop } from './ingest-shop.js';
import { type Covered, takeRefundsOfFiles } from './refund.sql.js';
import { businessDay, sumDays } from './rollup.js';
import { findTimesAgain } from './times-again.sql.js';

/** Takes refunds that files had told as part of a sum, and events tell again, out of what files told, so that they count once. */
export async function takeFromFiles(tx: Tx, shop: IngestShop, covered: Covered[]): Promise<void> {
  if (covered.length === 0) return;
  await lockRoots(tx, [...new Set(covered.map(({ fanId }) => fanId))]);
  const taken = await takeRefundsOfFiles(tx, shop.id, covered);
  const days = taken.map(({ fan_id, happened_at, amount, is_all }) => ({
    fanId: fan_id,
    type: 'order.refund',
    day: businessDay(happened_at.getTime(), shop.zone),
    n: is_all ? -1 : 0,
    amount: -amount,
    seconds: 0,
  }));
  await addToDays(tx, shop.id, sumDays(days));
  const fans = sumFans(taken.map(({ root_id, amount }) => ({ ...emptyDelta(root_id, 0), refunded: -amount })));
  await addToFans(tx, shop.id, fans);
  await findTimesAgain(
    tx,
    shop.id,
    fans.map(({ rootId }) => rootId),
  );
}
