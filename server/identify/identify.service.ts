import type { Keys } from '../crypto/keys.js';
import type { Db } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { identifyFan } from '../event/identify-fan.js';
import type { IngestShop } from '../event/ingest-shop.js';
import { readToldFields, writeToldFields } from '../field/told-fields.js';
import type { PersonInput } from '../identity/identity.js';
import type { ResolvedFan } from '../identity/resolve-fans.js';

/** Who somebody is, and what is told of them besides. */
export interface Told {
  person: PersonInput;
  /** By field; null takes a value away. */
  fields: Readonly<Record<string, unknown>>;
}

/**
 * Ties identities to one fan and writes what is told of the fan as an import does: where a source is known it stays.
 * Writes nothing when anything of it is wrong.
 *
 * @throws Problem EVT103 when nothing in the identities identifies anybody; for fields as `readToldFields` does
 */
export function identifyAndTell(db: Db, shop: IngestShop, keys: Keys, { person, fields }: Told): Promise<ResolvedFan> {
  return retryingTransaction(db, async (tx) => {
    const told = await readToldFields(tx, shop.id, fields, 'fields');
    const fan = await identifyFan(tx, shop, keys, person);
    const by = { source: 'api', firstSource: 'stays' } as const;
    await writeToldFields(tx, { shopId: shop.id, rootId: fan.rootId, told, ...by });
    return fan;
  });
}
