import { sql } from 'kysely';
import type { Author } from '../access/author.js';
import { requireInShop } from '../access/in-shop.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { appendAudit } from '../audit/audit.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { lookAgain, SCORED_FIELDS } from './look-again.sql.js';
import { scoresOf, type SettledScores } from './score-settings.js';

/** How a shop gives its fans 1 to 5. Throws a Problem (REQ404) for a foreign shop. */
export async function readScores(db: ScopedDb, shopId: string): Promise<SettledScores> {
  const shop = await db
    .selectFrom('shop')
    .select('score_thresholds')
    .where('id', '=', shopId)
    .executeTakeFirstOrThrow(notFound);
  const { by, R, F, M, I, W, days, interaction } = scoresOf(shop.score_thresholds);
  return { by, R: [...R], F: [...F], M: [...M], I: [...I], W: [...W], days, interaction };
}

/** Means, and quintiles if the shop goes by them, are measured anew, and all fans asked again by whatever looks at scores. */
export async function changeScores(db: Db, author: Author, shopId: string, settled: SettledScores): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await requireInShop(tx, author.ability, 'update', 'shop', shopId);
    await sql`
      update shop set score_thresholds = score_thresholds || ${JSON.stringify(settled)}::jsonb, scores_measured_on = null
      where id = ${shopId}`.execute(tx);
    await lookAgain(tx, shopId, SCORED_FIELDS);
    const entry = { action: 'shop.scores', subject: 'shop', subjectId: shopId, shopId, detail: settled };
    await appendAudit(tx, { actorId: author.staffId, ...entry });
  });
}
