import type { Db, Tx } from '../../db/database.js';
import { retryingTransaction } from '../../db/retry.js';
import { readIngestShop, type IngestShop } from '../../event/ingest-shop.js';
import { claimJob, releaseJob, renewLease, type ImportJob } from '../import-job.js';
import { keptOrders, removeFans, undoConsent, undoFields, undoOwn } from './undo-fans.sql.js';
import { undoEvents } from './undo-events.js';
import { undoItems } from './undo-items.js';
import { undoLive } from './undo-live.js';
import { undoOrders } from './undo-orders.js';
import { addUndone, noneUndone, undone, type Undone } from './undone.js';

const RENEW_EVERY = 10_000;

/** Takes back one portion; undefined when there is none left. Doing nothing once more does no harm. */
type Step = (tx: Tx, shop: IngestShop, importId: string) => Promise<Undone | undefined>;

const portions: Step[] = [undoOrders, undoItems, undoLive, undoEvents, undoFields, undoOwn];

/**
 * Takes back what an import brought, portion by portion, each in a transaction that also counts it: whoever runs it
 * after a crash goes on with the next one. What others changed since stays.
 *
 * @returns false when it was asked to stop, or another process does it
 */
export async function undoImport(db: Db, importId: string, signal?: AbortSignal): Promise<boolean> {
  const job = await claimJob(db, importId, 'undoing');
  if (!job) return false;
  const renewing = setInterval(() => void renewLease(db, job).catch(() => undefined), RENEW_EVERY);
  try {
    const shop = await readIngestShop(db, job.shopId);
    if (!shop) throw new Error('The shop of the import is gone');
    for (const portion of portions) {
      while (await counted(db, job, (tx) => portion(tx, shop, job.id))) {
        if (signal?.aborted !== true) continue;
        await releaseJob(db, job);
        return false;
      }
    }
    await counted(db, job, (tx) => finish(tx, job, shop));
    return true;
  } finally {
    clearInterval(renewing);
  }
}

async function finish(tx: Tx, job: ImportJob, shop: IngestShop): Promise<Undone> {
  await undoConsent(tx, shop, job.id, job.startedAt);
  const orders = await keptOrders(tx, shop, job.id);
  const fans = await removeFans(tx, shop, job.id);
  await tx.deleteFrom('import_earlier').where('import_id', '=', job.id).execute();
  await tx.updateTable('import').set({ state: 'undone' }).where('id', '=', job.id).execute();
  return addUndone(orders, fans);
}

/** Runs a portion and adds up what it did. @returns false when it did nothing */
function counted(db: Db, job: ImportJob, work: (tx: Tx) => Promise<Undone | undefined>): Promise<boolean> {
  return retryingTransaction(db, async (tx) => {
    const row = await tx
      .selectFrom('import')
      .select('undo')
      .where('id', '=', job.id)
      .where('lease_owner', '=', job.owner)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!row) throw new Error('Another process undoes this import');
    const portion = await work(tx);
    if (!portion) return false;
    const sum = addUndone(undone.catch(noneUndone).parse(row.undo), portion);
    await tx
      .updateTable('import')
      .set({ undo: JSON.stringify(sum) })
      .where('id', '=', job.id)
      .execute();
    return true;
  });
}
