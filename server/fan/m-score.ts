import { z } from '@hono/zod-openapi';
import type { ScopedDb } from '../access/scoped-db.js';
import { notFound } from '../problem/common.js';

const scoreThresholds = z.object({ M: z.array(z.number()).default([]) });

/** Lowest spend (fen) of the M scores 2 to 5 in a shop. Throws a Problem (REQ404) for a shop that is not visible. */
export async function thresholdsOf(db: ScopedDb, shopId: string): Promise<number[]> {
  const shop = await db.prepared
    .selectFrom('shop')
    .select('score_thresholds')
    .where('id', '=', shopId)
    .executeTakeFirst();
  if (!shop) throw notFound();
  const known = scoreThresholds.safeParse(shop.score_thresholds);
  return known.success ? known.data.M : [];
}

/** The M score of a fan in a shop: one more than the thresholds that the spend reaches; null where spend is not shown. */
export function mScore(spend: number | null, thresholds: readonly number[]): number | null {
  if (spend === null) return null;
  return 1 + thresholds.filter((lowest) => spend >= lowest).length;
}
