import { watchedBy } from '@fanloom/dsl/core/listens.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import { sql } from 'kysely';
import { compileCondition } from '../condition/compile.js';
import type { Tx } from '../db/database.js';
import { scoresOf } from '../score/score-settings.js';

/**
 * Remembers for whom the conditions that triggers watch hold now, so that only those enter for whom they turn from here
 * on. What was remembered for versions before is forgotten.
 */
export async function rememberForWhom(
  tx: Tx,
  { sopId, shopId, program }: { sopId: string; shopId: string; program: Program },
  versionId: string,
  now: Date,
): Promise<void> {
  await sql`
    delete from trigger_state t using sop_version v where v.id = t.version_id and v.sop_id = ${sopId}`.execute(tx);
  const shop = await tx
    .selectFrom('shop')
    .select(['zone', 'score_thresholds'])
    .where('id', '=', shopId)
    .executeTakeFirstOrThrow();
  for (const [index, trigger] of program.triggers.entries()) {
    const watched = watchedBy(trigger);
    if (!watched) continue;
    const holds = compileCondition(watched, {
      fan: sql`s.fan_id`,
      shop: sql`${shopId}::uuid`,
      now: sql`${now}::timestamptz`,
      zone: sql`${shop.zone}::text`,
      fanShop: 's',
      entry: null,
      event: null,
      segments: program.segments,
      scores: scoresOf(shop.score_thresholds),
    });
    await sql`
      insert into trigger_state (version_id, trigger_no, fan_id)
      select ${versionId}, ${index}, s.fan_id from fan_shop s where s.shop_id = ${shopId} and ${holds}`.execute(tx);
  }
}
