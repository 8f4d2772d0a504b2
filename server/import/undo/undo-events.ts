import type { Tx } from '../../db/database.js';
import type { IngestShop } from '../../event/ingest-shop.js';
import { lockRoots } from '../../identity/identity.sql.js';
import { factKey } from '../load/fact-key.js';
import { takeBack } from './take-back.js';
import { takeConsentOfFollows, takeEvents } from './take-back.sql.js';
import { noneUndone, type Undone } from './undone.js';

const MOST = 2_000;

/** Takes back some of the follows and of the behaviour that a file told. @returns undefined when none is left */
export async function undoEvents(tx: Tx, shop: IngestShop, importId: string): Promise<Undone | undefined> {
  const facts = await takeEvents(tx, shop.id, importId, MOST);
  if (facts.length === 0) return undefined;
  await lockRoots(tx, [...new Set(facts.map((fact) => fact.fan.fanId))]);
  const keys = facts.map((fact) => factKey(shop.id, fact));
  await takeBack(tx, shop, facts, keys);
  await takeConsentOfFollows(tx, shop.id, facts);
  return { ...noneUndone, facts: facts.length };
}
