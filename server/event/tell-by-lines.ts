import type { Tx } from '../db/database.js';
import { uuid7 } from '../db/uuid7.js';
import { lockRoots } from '../identity/identity.sql.js';
import { refundKey } from './event-key.js';
import { addToDays, addToFans } from './event.sql.js';
import type { Fact } from './fact.js';
import { emptyDelta, sumFans } from './fan-projection.js';
import type { IngestShop } from './ingest-shop.js';
import {
  addLines,
  correctAmounts,
  type CorrectedEvent,
  fansOf,
  missingRefunds,
  type MissingRefund,
  takeRefundsOfLines,
} from './line-amount.sql.js';
import { recordFacts } from './record-facts.js';
import { businessDay, sumDays } from './rollup.js';
import { findTimesAgain } from './times-again.sql.js';

/** Where events come from that tell what was paid back of orders whose lines alone tell what they cost. */
export const REFUNDS_OF_LINES = 'import:lines';

/**
 * Orders of which nobody tells an amount cost what their lines add up to. To be called whenever such orders or their lines
 * have changed, whichever came first: the orders, their events, days and totals are then what all that is known comes to.
 *
 * @param numbers of orders that tell no amount, or told none so far; they are locked
 */
export async function tellByLines(tx: Tx, shop: IngestShop, numbers: string[], now: Date): Promise<void> {
  if (numbers.length === 0) return;
  const roots = await lockRoots(tx, await fansOf(tx, shop, numbers));
  await addLines(tx, shop, numbers);
  const corrected = await correctAmounts(tx, shop, numbers);
  const taken = await takeRefundsOfLines(tx, shop, numbers, REFUNDS_OF_LINES);
  await addToDays(tx, shop.id, sumDays([...corrected, ...taken].map((event) => dayOf(event, shop.zone))));
  const deltas = [...corrected, ...taken].flatMap((event) => {
    const rootId = roots.get(event.fan_id);
    return rootId === undefined ? [] : totalOf(event, rootId);
  });
  await addToFans(tx, shop.id, sumFans(deltas));
  const fewer = taken.flatMap(({ fan_id }) => roots.get(fan_id) ?? []);
  if (fewer.length > 0) await findTimesAgain(tx, shop.id, [...new Set(fewer)]);
  const facts = (await missingRefunds(tx, shop, numbers, REFUNDS_OF_LINES)).flatMap((refund) => {
    const rootId = roots.get(refund.fan_id);
    return rootId === undefined ? [] : factOf(shop, refund, rootId);
  });
  await recordFacts(tx, shop, facts, now);
}

function dayOf({ fan_id, type, happened_at, n, amount }: CorrectedEvent, zone: string) {
  return { fanId: fan_id, type, day: businessDay(happened_at.getTime(), zone), n, amount, seconds: 0 };
}

function totalOf({ type, amount }: CorrectedEvent, rootId: string) {
  const isSpend = type === 'order.pay';
  const isRefund = type === 'order.refund';
  return isSpend || isRefund
    ? [{ ...emptyDelta(rootId, 0), spend: isSpend ? amount : 0, refunded: isRefund ? amount : 0 }]
    : [];
}

function factOf(shop: IngestShop, refund: MissingRefund, rootId: string): Fact {
  const { number, fan_id, amount, in_all, happened_at, history } = refund;
  return {
    id: uuid7(),
    key: refundKey(shop.id, number, in_all),
    type: 'order.refund',
    happenedAt: happened_at.getTime(),
    source: REFUNDS_OF_LINES,
    history,
    properties: { order: number, amount },
    fan: { fanId: fan_id, rootId, nick: null },
  };
}
