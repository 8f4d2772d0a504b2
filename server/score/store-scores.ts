import { sql } from 'kysely';
import type { Tx } from '../db/database.js';
import type { CheckedScore } from './check-score.js';

/** Scores that a text defines are the shop's from now on, in place of those of the same name. */
export async function storeScores(tx: Tx, shopId: string, scores: readonly CheckedScore[]): Promise<void> {
  for (const { name, text } of scores) {
    await tx
      .insertInto('score')
      .values({ shop_id: shopId, name, text })
      .onConflict((same) => same.columns(['shop_id', 'name']).doUpdateSet({ text, updated_at: sql`now()` }))
      .execute();
  }
}
