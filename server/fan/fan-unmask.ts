import type { Actor } from '../account/session.service.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import { appendAudit } from '../audit/audit.js';
import { unwrapDataKey } from '../crypto/data-key.js';
import type { Keys } from '../crypto/keys.js';
import { decryptPersonal } from '../crypto/personal-data.js';
import type { Db, Tx } from '../db/database.js';
import { notFound } from '../problem/common.js';

export type MaskedField = 'phone' | 'email';

/**
 * Shows one masked value of a fan in plain, and writes down who saw it.
 * @throws Problem REQ404 for a fan whose values the person may not unmask, one without the value, and a missing one
 */
export async function unmask(db: Db, keys: Keys, actor: Actor, fanId: string, field: MaskedField): Promise<string> {
  return db.transaction().execute(async (tx) => {
    const sealed = await sealedValue(tx, actor, fanId, field);
    if (!sealed) throw notFound();
    await appendAudit(tx, {
      actorId: actor.staffId,
      action: 'fan.unmask',
      subject: 'fan',
      subjectId: fanId,
      shopId: sealed.shop_id,
      detail: { field },
    });
    const dataKey = unwrapDataKey(keys, sealed.id, sealed.wrapped);
    return decryptPersonal(dataKey, sealed.id, `fan.${field}`, sealed.value);
  });
}

/** The value may stand on any fragment of the fan; the right is asked of the root. `shop_id`: one in which it holds. */
async function sealedValue(tx: Tx, actor: Actor, fanId: string, field: MaskedField) {
  const scope = scopeOf(actor.ability, 'unmask', 'fan', [field]);
  const column = `fragment.${field}_encrypted` as const;
  return tx
    .selectFrom('fan')
    .innerJoin('fan as fragment', 'fragment.root_id', 'fan.id')
    .innerJoin('fan_key', 'fan_key.fan_id', 'fragment.id')
    .select(['fragment.id', 'fan_key.wrapped'])
    .select((eb) => [
      eb.ref(column).$notNull().as('value'),
      eb
        .selectFrom('fan_shop')
        .select('shop_id')
        .whereRef('fan_id', '=', 'fan.id')
        .where(rowsIn(scope, 'fan_shop'))
        .orderBy('shop_id')
        .limit(1)
        .as('shop_id'),
    ])
    .where('fan.id', '=', fanId)
    .where(rowsIn(scope, 'fan'))
    .where(column, 'is not', null)
    .orderBy('fragment.id')
    .executeTakeFirst();
}
