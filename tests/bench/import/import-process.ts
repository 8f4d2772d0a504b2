import { MasterKeys } from '@fanloom/server/crypto/master-keys.js';
import { openDatabase } from '@fanloom/server/db/database.js';
import { readIngestShop } from '@fanloom/server/event/ingest-shop.js';
import { importOptions } from '@fanloom/server/import/import-settings.js';
import { prepareInThread } from '@fanloom/server/import/prepare-in-thread.js';
import { previewFile } from '@fanloom/server/import/preview.js';
import { runImport } from '@fanloom/server/import/run/run-import.js';
import { createImport, measureFile } from '@fanloom/server/import/start-import.js';
import { peakMemory } from '../process-memory.js';
import { seconds } from '../statistics.js';

/** What the process is told in its environment. */
export interface ImportOrder {
  BENCH_DATABASE: string;
  BENCH_SHOP: string;
  BENCH_FILE: string;
}

/** What it answers, as its only message. */
export interface ImportAnswer {
  seconds: number;
  peakMib: number;
}

/** Imports a file as the product does, in a process whose memory is nothing but the import's. */
async function main({ BENCH_DATABASE: url, BENCH_SHOP: shopId, BENCH_FILE: path }: ImportOrder): Promise<ImportAnswer> {
  const db = openDatabase(url);
  const keys = { masterKeys: MasterKeys.of(Buffer.alloc(32, 1)), lookupKey: Buffer.alloc(32, 2) };
  const shop = await readIngestShop(db, shopId);
  if (!shop) throw new Error('There is no such shop');
  const took = await seconds(async () => {
    const preview = await previewFile(path, { shop, ownFields: new Map(), keys, now: new Date() });
    const { kind, header_row } = preview;
    if (kind !== 'orders' || header_row === null) throw new Error('This is no order list');
    const plan = { ...preview, kind, header_row, options: importOptions.parse({}) };
    const id = await createImport(db, shop.id, { name: 'orders.csv', ...(await measureFile(path)) }, plan, null);
    const result = await runImport(db, keys, id, path, { prepare: prepareInThread });
    if (result !== 'done') throw new Error(`The import is ${result}`);
  });
  await db.destroy();
  return { seconds: took, peakMib: await peakMemory('self') };
}

const { BENCH_DATABASE = '', BENCH_SHOP = '', BENCH_FILE = '' } = process.env;
process.send?.(await main({ BENCH_DATABASE, BENCH_SHOP, BENCH_FILE }), () => process.exit(0));
