import { settleUses } from '../coupon/coupon-use.sql.js';
import type { Tx } from '../db/database.js';
import { together } from '../db/together.js';
import { consentOf, optedOut } from './consent.js';
import {
  addToDays,
  addToFans,
  blockFans,
  insertEvents,
  insertOutbox,
  readListened,
  stateConsent,
} from './event.sql.js';
import type { Fact } from './fact.js';
import { project } from './fan-projection.js';
import type { IngestShop } from './ingest-shop.js';
import { outboxRows } from './outbox.js';
import { rollUp, sumDays } from './rollup.js';

/**
 * Writes facts whose keys are claimed and whose fans are resolved and locked: the events, everything that is projected
 * from them, and the outbox for those that somebody waits for.
 */
export async function recordFacts(tx: Tx, shop: IngestShop, facts: Fact[], arrivedAt: Date): Promise<void> {
  if (facts.length === 0) return;
  await together([
    () => insertEvents(tx, shop.id, facts, arrivedAt),
    () => addToDays(tx, shop.id, sumDays(rollUp(facts, shop.zone))),
    () => addToFans(tx, shop.id, project(facts)),
    () => stateConsent(tx, shop.id, consentOf(facts, shop)),
    () => blockFans(tx, optedOut(facts)),
    () => settleUses(tx, couponUsers(facts)),
    () => publishFacts(tx, shop, facts),
  ]);
}

function couponUsers(facts: Fact[]): string[] {
  return [...new Set(facts.flatMap(({ type, fan }) => (type === 'coupon.use' && fan ? fan.rootId : [])))];
}

/** Puts facts into the outbox if a published SOP of the shop waits for their type. */
export async function publishFacts(tx: Tx, shop: IngestShop, facts: Fact[]): Promise<void> {
  await insertOutbox(tx, shop.id, outboxRows(facts, await readListened(tx, shop.id)));
}
