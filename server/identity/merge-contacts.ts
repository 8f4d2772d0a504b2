import { sql } from 'kysely';
import type { Keys } from '../crypto/keys.js';
import { maskEmail, maskPhone } from '../crypto/mask.js';
import { decryptPersonal, encryptPersonal } from '../crypto/personal-data.js';
import type { Tx } from '../db/database.js';
import { readFanKeys } from './fan-keys.js';
import { fillContacts } from './fan.sql.js';
import { identityHash } from './identity.js';
import type { Said } from './fan-part.js';

/**
 * Writes the phone and e-mail that are said of a fan. They are sealed under the key of the record they stand in, so they
 * are sealed anew for the root; a record whose key was destroyed has none to give.
 */
export async function writeContacts(tx: Tx, keys: Keys, root: string, said: Said): Promise<void> {
  await writeContact(tx, keys, root, 'phone', said);
  await writeContact(tx, keys, root, 'email', said);
}

async function writeContact(tx: Tx, keys: Keys, root: string, kind: 'phone' | 'email', said: Said): Promise<void> {
  const holder = said[kind]?.value;
  if (holder === root) return;
  const plain = typeof holder === 'string' ? await openContact(tx, keys, holder, kind) : null;
  const [sealed, mask] = [sql.ref(`${kind}_encrypted`), sql.ref(`${kind}_mask`)];
  const rootKey = plain === null ? undefined : (await readFanKeys(tx, keys, [root])).get(root);
  if (plain === null || !rootKey) {
    await sql`update fan set ${sealed} = null, ${mask} = null where id = ${root} and ${sealed} is not null`.execute(tx);
    return;
  }
  await sql`
    update fan set ${sealed} = ${encryptPersonal(rootKey, root, `fan.${kind}`, plain)},
      ${mask} = ${kind === 'phone' ? maskPhone(plain) : maskEmail(plain)}
    where id = ${root}`.execute(tx);
}

async function openContact(tx: Tx, keys: Keys, fanId: string, kind: 'phone' | 'email'): Promise<string | null> {
  const row = await tx
    .selectFrom('fan')
    .select(`${kind}_encrypted as sealed`)
    .where('id', '=', fanId)
    .executeTakeFirst();
  const dataKey = row?.sealed && (await readFanKeys(tx, keys, [fanId])).get(fanId);
  return row?.sealed && dataKey ? decryptPersonal(dataKey, fanId, `fan.${kind}`, row.sealed) : null;
}

/** A phone or e-mail that became known while two were one goes to the one whose identity it is. */
export async function returnContacts(tx: Tx, keys: Keys, root: string, from: string): Promise<void> {
  for (const kind of ['phone', 'email'] as const) {
    const plain = await openContact(tx, keys, root, kind);
    if (plain === null) continue;
    const owner = await tx
      .selectFrom('identity')
      .innerJoin('fan', 'fan.id', 'identity.fan_id')
      .select('fan.root_id')
      .where('kind', '=', kind)
      .where('scope', '=', '')
      .where('hash', '=', identityHash(keys, kind, plain))
      .executeTakeFirst();
    if (owner?.root_id !== from) continue;
    await fillContacts(tx, keys, [{ fanId: from, phone: null, email: null, [kind]: plain }]);
    await writeContact(tx, keys, root, kind, {});
  }
}
