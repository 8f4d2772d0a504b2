import type { Keys } from '../crypto/keys.js';
import type { Db } from '../db/database.js';
import { readFanKeys } from './fan-keys.js';
import { findIdentities } from './identity.sql.js';
import type { Identity } from './identity.js';
import type { MetFans } from './resolve-fans.js';

/**
 * Looks up the fans behind sets of identities before the transaction that then tells of them, so that it can be done
 * while another one writes. Writes nothing: people whom nobody knows are made in that transaction, or not at all.
 *
 * @param withKeys whether the data keys of the fans are wanted too
 */
export async function meetFans(db: Db, keys: Keys, people: Identity[][], withKeys: boolean): Promise<MetFans> {
  const known = await findIdentities(db, people.flat());
  const fanIds = withKeys ? [...new Set(Array.from(known.values(), ({ fanId }) => fanId))] : [];
  return { known, dataKeys: await readFanKeys(db, keys, fanIds) };
}
