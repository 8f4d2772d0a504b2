import { businessNow } from '../clock/clock.js';
import type { Keys } from '../crypto/keys.js';
import type { Db } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { ensureEventMonths } from './event.sql.js';
import type { IncomingEvent, IngestResult } from './incoming-event.js';
import { ingestAt, plausibleTimes } from './ingest.js';
import type { IngestShop } from './ingest-shop.js';

/** Written in one transaction: whoever waits for one of their fans waits as long as that takes. */
const AT_ONCE = 500;
/** Where single events are sent beside the batch: they wait half as long, and the batch takes a third longer. */
const AT_ONCE_BESIDE_SINGLES = 125;
/** Of so few events somebody waits for each. */
const FEW = 20;
const BESIDE_MS = 1_000;

/** When this process was last sent so few. */
let fewSentAt = -Infinity;

/**
 * Takes in a batch in order, in transactions of a few hundred events. Where it breaks off, those before are written, and
 * sent again they are duplicates.
 *
 * @returns a result for each event, in order
 */
export async function ingestBatch(
  db: Db,
  shop: IngestShop,
  keys: Keys,
  events: IncomingEvent[],
): Promise<IngestResult[]> {
  if (events.length <= FEW) fewSentAt = performance.now();
  const results: IngestResult[] = [];
  while (results.length < events.length) {
    const areBeside = performance.now() - fewSentAt < BESIDE_MS;
    const part = events.slice(results.length, results.length + (areBeside ? AT_ONCE_BESIDE_SINGLES : AT_ONCE));
    const now = await businessNow(db);
    // Outside of the transaction, for a new partition locks the table.
    await ensureEventMonths(db, plausibleTimes(part, now));
    results.push(...(await retryingTransaction(db, (tx) => ingestAt(tx, shop, keys, part, now))));
  }
  return results;
}
