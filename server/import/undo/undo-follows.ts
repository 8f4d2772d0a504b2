import type { Tx } from '../../db/database.js';
import { eventKey } from '../../event/event-key.js';
import type { IngestShop } from '../../event/ingest-shop.js';
import { lockRoots } from '../../identity/identity.sql.js';
import { takeBack } from './take-back.js';
import { takeConsentOfFollows, takeFollows } from './take-back.sql.js';
import { noneUndone, type Undone } from './undone.js';

const MOST = 2_000;

/** Takes back some of the follows that a follower list told. @returns undefined when none is left */
export async function undoFollows(tx: Tx, shop: IngestShop, importId: string): Promise<Undone | undefined> {
  const facts = await takeFollows(tx, shop.id, importId, MOST);
  if (facts.length === 0) return undefined;
  await lockRoots(tx, [...new Set(facts.map((fact) => fact.fan.fanId))]);
  const keys = facts.map(({ fan, happenedAt }) => eventKey(shop.id, 'follow', `${fan.fanId}|${happenedAt}`));
  await takeBack(tx, shop, facts, keys);
  await takeConsentOfFollows(tx, shop.id, facts);
  return { ...noneUndone, facts: facts.length };
}
