import type { Ability } from '../access/ability.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { notFound } from '../problem/common.js';
import { readScoredShop, scoreTerms } from '../segment/audience.sql.js';
import { type Points, pointsOfFan } from '../segment/points.sql.js';
import { locateFan } from './fan-page.queries.js';

/** Points by the shop's own scores, by name. Throws a Problem (REQ404) for a foreign or missing fan. */
export async function ownScores(db: ScopedDb, ability: Ability, fanId: string, shopId: string): Promise<Points[]> {
  const { root_id } = await locateFan(db, fanId, shopId);
  const points = await pointsOfFan(db, ability, shopId, scoreTerms(await readScoredShop(db, shopId)));
  const row = await db
    .selectFrom('fan_shop')
    .select(points.as('points'))
    .where('fan_id', '=', root_id)
    .where('shop_id', '=', shopId)
    .executeTakeFirstOrThrow(notFound);
  return row.points;
}
