import type { Author } from '../access/author.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import { appendAudit } from '../audit/audit.js';
import type { Keys } from '../crypto/keys.js';
import type { Db, Tx } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { lockRoots } from '../identity/identity.sql.js';
import { requireFan } from '../identity/require-fan.js';
import { notFound } from '../problem/common.js';
import { clearPersonalData, endStays, recordsOf, suppress } from './erase.sql.js';
import { erasedElsewhere } from './privacy.problems.js';
import { forgetRejectedRows } from './rejected-rows.js';

const AT_ONCE = 500;

interface ErasureDeps {
  db: Db;
  secrets: Keys;
}

/** Who asks for it: a person with their rights, or the operator of the machine. */
export type Eraser = Author | null;

/**
 * Erases a fan: destroys the data keys, clears what is personal, ends the fan's stays, and keeps a keyed hash of each
 * identity so that nobody is written to again. Counts, sums, orders and the audit keep their shape. Twice is once.
 *
 * @param fanId of any of the fan's records
 * @throws Problem REQ404 for a foreign or missing fan, PRIV403 for one whom other shops know, too, where the person does
 *   not have the right
 */
export async function eraseFan({ db, secrets }: ErasureDeps, by: Eraser, fanId: string): Promise<void> {
  await retryingTransaction(db, async (tx) => {
    if (by) await requireFan(tx, scopeOf(by.ability, 'erase', 'fan'), fanId);
    const rootId = (await lockRoots(tx, [fanId])).get(fanId);
    if (rootId === undefined) throw notFound();
    if (by) await requireRight(tx, by, rootId);
    const fans = await recordsOf(tx, rootId);
    const before = await erasedAt(tx, rootId);
    await erase(tx, fans);
    if (before) return;
    await tx
      .insertInto('erasure')
      .values({ root_id: rootId, fan_ids: fans, by_staff: by?.staffId ?? null })
      .execute();
    await appendAudit(tx, {
      actorId: by?.staffId ?? null,
      action: 'fan.erase',
      subject: 'fan',
      subjectId: rootId,
      detail: { records: fans.length },
    });
  });
  await forgetRejectedRows(db, secrets);
}

/** Clears once more whatever came in behind an erasure: from a request or an import that had found the fan before it. */
export async function eraseAgain({ db, secrets }: ErasureDeps): Promise<void> {
  const erased = await db.selectFrom('erasure').select('fan_ids').orderBy('id').execute();
  const fans = erased.flatMap(({ fan_ids }) => fan_ids);
  for (let i = 0; i < fans.length; i += AT_ONCE) {
    await retryingTransaction(db, (tx) => erase(tx, fans.slice(i, i + AT_ONCE)));
  }
  await forgetRejectedRows(db, secrets);
}

/** When the fan was erased; null: they were not. */
export async function erasedAt(db: Db | Tx, rootId: string): Promise<Date | null> {
  const row = await db.selectFrom('erasure').select('at').where('root_id', '=', rootId).executeTakeFirst();
  return row?.at ?? null;
}

async function erase(tx: Tx, fans: string[]): Promise<void> {
  await endStays(tx, fans);
  await suppress(tx, fans);
  await clearPersonalData(tx, fans);
}

/** It takes the data away from every shop, so the right must hold in every one that knows the fan. */
async function requireRight(tx: Tx, { ability }: Author, rootId: string): Promise<void> {
  const shops = await tx.selectFrom('fan_shop').select('shop_id').where('fan_id', '=', rootId).execute();
  const granted = await tx
    .selectFrom('fan_shop')
    .select('shop_id')
    .where('fan_id', '=', rootId)
    .where(rowsIn(scopeOf(ability, 'erase', 'fan'), 'fan_shop'))
    .execute();
  if (granted.length === 0) throw notFound();
  if (granted.length < shops.length) throw erasedElsewhere();
}
