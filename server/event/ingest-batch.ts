import { businessNow } from '../clock/clock.js';
import type { Keys } from '../crypto/keys.js';
import type { Db } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { ensureEventMonths } from './event.sql.js';
import type { IncomingEvent, IngestResult } from './incoming-event.js';
import { ingestAt, plausibleTimes } from './ingest.js';
import type { IngestShop } from './ingest-shop.js';

/**
 * Takes in a batch part by part in order, each in a transaction of its own. Where it breaks off, the parts before are
 * written, and sent again they are duplicates.
 *
 * @returns a result for each event, in order
 */
export async function ingestBatch(
  db: Db,
  shop: IngestShop,
  keys: Keys,
  parts: Iterable<IncomingEvent[]>,
): Promise<IngestResult[]> {
  const results: IngestResult[] = [];
  for (const part of parts) {
    const now = await businessNow(db);
    // Outside of the transaction, for a new partition locks the table.
    await ensureEventMonths(db, plausibleTimes(part, now));
    results.push(...(await retryingTransaction(db, (tx) => ingestAt(tx, shop, keys, part, now))));
  }
  return results;
}
