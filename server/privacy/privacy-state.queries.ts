import type { Ability } from '../access/ability.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import type { ScopedDb } from '../access/scoped-db.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { erasedAt } from './erasure.service.js';

interface Reader {
  db: ScopedDb;
  unbound: Db;
  ability: Ability;
}

/** Throws a Problem (REQ404) for a foreign or missing fan. */
export async function privacyState({ db, unbound, ability }: Reader, fanId: string) {
  const { root_id } = await db
    .selectFrom('fan')
    .select('root_id')
    .where('id', '=', fanId)
    .executeTakeFirstOrThrow(notFound);
  const granted = async (action: 'disclose' | 'erase') =>
    (await unbound
      .selectFrom('fan_shop')
      .select('shop_id')
      .where('fan_id', '=', root_id)
      .where(rowsIn(scopeOf(ability, action, 'fan'), 'fan_shop'))
      .executeTakeFirst()) !== undefined;
  const at = await erasedAt(unbound, root_id);
  return {
    erased_at: at?.toISOString() ?? null,
    may_disclose: await granted('disclose'),
    may_erase: at === null && (await granted('erase')),
  };
}
