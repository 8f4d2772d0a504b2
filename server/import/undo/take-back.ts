import type { Tx } from '../../db/database.js';
import { addToDays, addToFans } from '../../event/event.sql.js';
import { emptyDelta, project, type FanDelta } from '../../event/fan-projection.js';
import type { IngestShop } from '../../event/ingest-shop.js';
import { rollUp, sumDays, type DayDelta } from '../../event/rollup.js';
import { findTimesAgain } from '../../event/times-again.sql.js';
import { freeKeys, type TakenFact } from './take-back.sql.js';

/** Takes facts whose events are deleted out of everything that is projected from them. Their fans must be locked. */
export async function takeBack(tx: Tx, shop: IngestShop, facts: TakenFact[], keys: string[]): Promise<void> {
  if (facts.length === 0) return;
  await freeKeys(tx, keys);
  await addToDays(tx, shop.id, sumDays(rollUp(facts, shop.zone)).map(lessOfDay));
  const deltas = project(facts).map(lessOfFan);
  await addToFans(tx, shop.id, deltas);
  await findTimesAgain(
    tx,
    shop.id,
    deltas.map((delta) => delta.rootId),
  );
}

function lessOfDay(delta: DayDelta): DayDelta {
  return { ...delta, n: -delta.n, amount: -delta.amount, seconds: -delta.seconds };
}

/** Counters only: what is first and last is found anew. */
function lessOfFan({ rootId, orders, spend, refunded }: FanDelta): FanDelta {
  return { ...emptyDelta(rootId, 0), orders: -orders, spend: -spend, refunded: -refunded };
}
