import { z } from '@hono/zod-openapi';
import type { ExpressionBuilder } from 'kysely';
import type { ScopedDb } from '../access/scoped-db.js';
import type { DB } from '../db/generated/schema.js';
import { notFound } from '../problem/common.js';

const scoreThresholds = z.object({ M: z.array(z.number()).default([]) });

/** Lowest spend (fen) of the M scores 2 to 5 in a shop. Throws a Problem (REQ404) for a shop that is not visible. */
export async function thresholdsOf(db: ScopedDb, shopId: string): Promise<number[]> {
  const shop = await db.selectFrom('shop').select('score_thresholds').where('id', '=', shopId).executeTakeFirst();
  if (!shop) throw notFound();
  const known = scoreThresholds.safeParse(shop.score_thresholds);
  return known.success ? known.data.M : [];
}

/** The M score of a fan in a shop: one more than the thresholds that the spend reaches; null where spend is not shown. */
export function mScore(eb: ExpressionBuilder<DB, 'fan_shop'>, thresholds: readonly number[]) {
  const spend = eb.ref('fan_shop.spend');
  const score = thresholds.reduce(
    (cases, lowest, index) => cases.when(spend, '<', lowest).then(eb.lit<number | null>(index + 1)),
    eb.case().when(spend, 'is', null).then(eb.lit<number | null>(null)),
  );
  return eb.cast<number | null>(score.else(eb.lit<number | null>(thresholds.length + 1)).end(), 'int4');
}
