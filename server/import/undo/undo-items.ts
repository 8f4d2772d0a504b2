import { businessNow } from '../../clock/clock.js';
import type { Tx } from '../../db/database.js';
import type { IngestShop } from '../../event/ingest-shop.js';
import { lockOrders } from '../../event/order.sql.js';
import { tellByLines } from '../../event/tell-by-lines.js';
import { lockRoots } from '../../identity/identity.sql.js';
import { knownOrders } from '../load/order-line.sql.js';
import { lastLines, takeLines, tellGoodsAgain } from '../load/lines.sql.js';
import { findTimesAgain } from '../../event/times-again.sql.js';
import { tasteIsDue } from '../../taste/taste-due.sql.js';
import { noneUndone, type Undone } from './undone.js';

/**
 * Takes back the lines that one batch of an item list wrote, the last batch first, with what they told of orders and of
 * what fans like. Lines that another list changed since stay.
 *
 * @returns undefined when none is left
 */
export async function undoItems(tx: Tx, shop: IngestShop, importId: string): Promise<Undone | undefined> {
  await lockOrders(tx, shop.id);
  const { no, numbers, enriched } = await lastLines(tx, importId);
  if (numbers.length === 0) return undefined;
  const fanIds = (await knownOrders(tx, shop, numbers)).map(({ fanId }) => fanId);
  const roots = await lockRoots(tx, [...new Set(fanIds)]);
  const lines = await takeLines(tx, shop, { importId, no });
  await tellGoodsAgain(
    tx,
    shop,
    numbers.filter((number) => !enriched.includes(number)),
  );
  await tasteIsDue(tx, fanIds);
  await tellByLines(tx, shop, numbers, await businessNow(tx));
  await findTimesAgain(tx, shop.id, [...new Set(roots.values())]);
  return { ...noneUndone, lines };
}
