import type { Keys } from '../crypto/keys.js';
import type { Db } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { readFanKeys } from './fan-keys.js';
import { findIdentities } from './identity.sql.js';
import type { Identity } from './identity.js';
import { groupByIdentity, resolveFans, type MetFans } from './resolve-fans.js';

/**
 * Finds the fans behind sets of identities and makes records for people whom nobody knows, outside of the transaction
 * that then tells of them. Takes locks for a moment only, so it can run while others write. Records of which nothing
 * is ever told belong to no shop.
 *
 * @param withKeys whether the data keys of fans who were known are wanted too
 */
export async function meetFans(db: Db, keys: Keys, people: Identity[][], withKeys: boolean): Promise<MetFans> {
  const groupOf = groupByIdentity(people);
  const groups = [...new Set(groupOf.values())];
  const known = await findIdentities(
    db,
    groups.flatMap((group) => group.identities),
  );
  const fanIds = new Set(Array.from(known.values(), ({ fanId }) => fanId));
  const dataKeys = withKeys ? await readFanKeys(db, keys, [...fanIds]) : new Map<string, Buffer>();
  const strangers = groups.map((group) => group.identities).filter((all) => !all.some(({ key }) => known.has(key)));
  const added = new Set<string>();
  const made = await retryingTransaction(db, (tx) => resolveFans(tx, keys, strangers, NOBODY));
  for (const [i, { fanId, rootId, created, dataKey }] of made.entries()) {
    // Somebody else was faster: then their transaction tells more than this one, and the next one sees it.
    if (!created) continue;
    for (const { key } of strangers[i] ?? []) {
      known.set(key, { fanId, rootId });
      added.add(key);
    }
    if (dataKey) dataKeys.set(fanId, dataKey);
  }
  return { known, added, dataKeys };
}

const NOBODY: MetFans = { known: new Map(), added: new Set(), dataKeys: new Map() };
