import { type RawBuilder, sql } from 'kysely';
import { coversShop, rowsIn } from '@fanloom/server/access/rows.js';
import type { Version } from './version.js';

/**
 * Whether a version may act on a fan: within its author's data scope as it was at publish and as it is now, whichever
 * is less.
 *
 * @param fan the root fan's id
 */
export function inScope(version: Version, fan: RawBuilder<unknown>): RawBuilder<boolean> {
  const narrow = version.scopes.filter((scope) => !coversShop(scope, version.shopId));
  if (narrow.length === 0) return sql`true`;
  const within = narrow.map((scope) => rowsIn(scope, 'fan_shop', 'own'));
  return sql`exists (select from fan_shop own
    where own.shop_id = ${version.shopId}::uuid and own.fan_id = ${fan} and ${sql.join(within, sql` and `)})`;
}

/** Most authors work for the whole shop: nothing has to be looked up for each fan then. */
export function coversWholeShop(version: Version): boolean {
  return version.scopes.every((scope) => coversShop(scope, version.shopId));
}
