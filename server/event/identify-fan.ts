import { businessNow } from '../clock/clock.js';
import type { Keys } from '../crypto/keys.js';
import type { Tx } from '../db/database.js';
import { identify, type PersonInput } from '../identity/identity.js';
import { resolveFans, type ResolvedFan } from '../identity/resolve-fans.js';
import { Problem } from '../problem/problem.js';
import { addToFans } from './event.sql.js';
import { eventProblems } from './event.problems.js';
import { emptyDelta, NEVER } from './fan-projection.js';
import type { IngestShop } from './ingest-shop.js';
import { tellOfNewcomers } from './newcomer.sql.js';

/**
 * Ties identities to one fan, found or created, of whom the shop has heard now.
 * Throws a Problem (EVT103) when nothing in them identifies anybody.
 */
export async function identifyFan(tx: Tx, shop: IngestShop, keys: Keys, person: PersonInput): Promise<ResolvedFan> {
  const identities = identify(person, shop, keys);
  const [fan] = identities.length === 0 ? [] : await resolveFans(tx, keys, [identities]);
  if (!fan) {
    const { code, text } = eventProblems.nobody();
    throw new Problem(422, code, text);
  }
  const now = (await businessNow(tx)).getTime();
  const nick = identities.find((identity) => identity.kind === 'nick')?.value ?? null;
  await tellOfNewcomers(tx, shop.id, [fan]);
  // Who is told of has done nothing: systems tell of all their members every night.
  await addToFans(tx, shop.id, [{ ...emptyDelta(fan.rootId, now, nick), lastActiveAt: NEVER }]);
  return fan;
}
