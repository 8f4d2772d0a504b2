import { watchedBy } from '@fanloom/dsl/core/listens.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import { type RawBuilder, sql } from 'kysely';
import { compileCondition } from '../condition/compile.js';
import type { ConditionContext } from '../condition/context.js';
import type { Db, Tx } from '../db/database.js';
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
  for (const [index, trigger] of program.triggers.entries()) {
    const watched = watchedBy(trigger);
    if (!watched) continue;
    const holds = await holdsInShop(tx, { shopId, segments: program.segments, now, asked: 'of-many' }, watched);
    await sql`
      insert into trigger_state (version_id, trigger_no, fan_id)
      select ${versionId}, ${index}, s.fan_id from fan_shop s where s.shop_id = ${shopId} and ${holds}`.execute(tx);
  }
}

/** Of which shop and when, and how many of its fans. */
type Asked = Required<Pick<ConditionContext, 'asked' | 'segments'>> & { shopId: string; now: Date };

/** Whether a condition holds now for the fans of a shop, rows `s` of fan_shop. */
export async function holdsInShop(
  db: Db | Tx,
  { shopId, segments, now, asked }: Asked,
  condition: Condition,
): Promise<RawBuilder<boolean>> {
  const shop = await db
    .selectFrom('shop')
    .select(['zone', 'score_thresholds'])
    .where('id', '=', shopId)
    .executeTakeFirstOrThrow();
  return compileCondition(condition, {
    fan: sql`s.fan_id`,
    shop: sql`${shopId}::uuid`,
    now: sql`${now}::timestamptz`,
    zone: sql`${shop.zone}::text`,
    fanShop: 's',
    entry: { happenedAt: sql`${now}::timestamptz`, properties: sql`null::jsonb` },
    event: null,
    segments,
    scores: scoresOf(shop.score_thresholds),
    asked,
  });
}
