import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { type AliasableExpression, type RawBuilder, sql } from 'kysely';
import type { Ability } from '../access/ability.js';
import { scopeOf } from '../access/rows.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { trust } from '../access/trusted.js';
import { compileCondition } from '../condition/compile.js';
import type { ConditionContext } from '../condition/context.js';
import { notFound } from '../problem/common.js';
import { scoresOf } from '../score/score-settings.js';
import { fansToAskAbout } from './asked-rights.js';

/** What conditions of a shop are understood with. */
export type ShopTerms = Pick<ConditionContext, 'shop' | 'zone' | 'now' | 'segments' | 'scores'> & { zoneName: string };

export const businessTime = trust(sql<Date>`business_now()`);

/** What the scores of a shop's fans are given by. */
export interface ScoredShop {
  id: string;
  zone: string | null;
  score_thresholds: unknown;
  now: Date;
}

/** Throws a Problem (REQ404) for a foreign shop. */
export async function readScoredShop(db: ScopedDb, shopId: string): Promise<ScoredShop> {
  const [shop] = await db.kept('scored shop', { shopId }, (queries, given) =>
    queries
      .selectFrom('shop')
      .select(['id', 'zone', 'score_thresholds'])
      .select(businessTime.as('now'))
      .where('id', '=', given.shopId),
  );
  if (!shop) throw notFound();
  return shop;
}

/** For scores, which name no segment. */
export function scoreTerms(shop: Omit<ScoredShop, 'now'> & { now: Date | string }): ShopTerms {
  const zoneName = shop.zone ?? 'Asia/Shanghai';
  return {
    shop: sql`${shop.id}::uuid`,
    zone: sql`${zoneName}::text`,
    zoneName,
    // A value, not a call: a volatile one keeps the planner from joining facts and from skipping months of events.
    now: sql`${shop.now}::timestamptz`,
    segments: {},
    scores: scoresOf(shop.score_thresholds),
  };
}

/** Throws a Problem (REQ404) for a foreign shop. Segments that the person may not read are not known to it. */
export async function readTerms(db: ScopedDb, shopId: string): Promise<ShopTerms> {
  const [shop, segments] = await Promise.all([
    readScoredShop(db, shopId),
    db.kept('segments', { shopId }, (queries, given) =>
      queries
        .selectFrom('segment')
        .select(['name', 'condition'])
        .where('shop_id', '=', given.shopId)
        .$castTo<{ name: string; condition: Condition }>(),
    ),
  ]);
  return {
    ...scoreTerms(shop),
    segments: Object.fromEntries(segments.map(({ name, condition }) => [name, condition])),
  };
}

/** How a condition is asked of the rows of `fan_shop`. */
export function contextOf(terms: ShopTerms, alias = 'fan_shop'): ConditionContext {
  return { ...terms, fan: sql.ref(`${alias}.fan_id`), fanShop: alias, entry: null, event: null };
}

/** Who a condition holds for, among the fans of whom the person may know it; null when that is nobody, whatever it says. */
export function audience(
  ability: Ability,
  condition: Condition,
  terms: ShopTerms,
  alias = 'fan_shop',
  how: Pick<ConditionContext, 'asked'> = seesWholeShops(ability) ? { asked: 'of-many' } : {},
): RawBuilder<boolean> | null {
  const known = fansToAskAbout(ability, condition, terms.segments, alias);
  return known && sql<boolean>`(${known} and ${compileCondition(condition, { ...contextOf(terms, alias), ...how })})`;
}

/** For a few fans of their own, looking up each is faster than grouping what all of the shop did. */
export function seesWholeShops(ability: Ability): boolean {
  return scopeOf(ability, 'read', 'fan').some((rows) => Object.keys(rows).every((key) => key === 'shop_id'));
}

/**
 * The same for a query of a request. It names governed tables, but says of each fan only what the person may read:
 * {@link fansToAskAbout} sees to that, and the row of `fan_shop` that it looks at is the one that is shown.
 */
export function scopedAudience(
  ability: Ability,
  condition: Condition,
  terms: ShopTerms,
): AliasableExpression<boolean> | null {
  const fans = audience(ability, condition, terms);
  return fans && trust(fans);
}
