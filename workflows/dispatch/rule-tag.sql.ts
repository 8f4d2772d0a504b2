import { type RawBuilder, sql } from 'kysely';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { compileCondition } from '@fanloom/server/condition/compile.js';
import type { ConditionContext } from '@fanloom/server/condition/context.js';
import type { Tx } from '@fanloom/server/db/database.js';
import { scoresOf } from '@fanloom/server/score/score-settings.js';
import { tagKey } from '@fanloom/server/condition/listen-key.js';
import { shardOf } from '../steps/facts.sql.js';

/** A tag that its condition puts on and takes off. */
export interface RuleTag {
  tag_id: string;
  name: string;
  shop_id: string;
  condition: Condition;
  segments: Record<string, Condition>;
  zone: string;
  score_thresholds: unknown;
}

/** Columns and tables of a {@link RuleTag}: `r` is its row of rule_tag. */
export const RULE_TAG: { columns: RawBuilder<unknown>; from: RawBuilder<unknown> } = {
  columns: sql`r.tag_id, t.name, r.shop_id, r.condition, r.segments, p.zone, p.score_thresholds`,
  from: sql`rule_tag r join tag t on t.id = r.tag_id join shop p on p.id = r.shop_id`,
};

/** Whoever changes a tag's holders does so alone: an older look at a fan may not overwrite a newer one. */
export async function lockRuleTags(tx: Tx, ids: readonly string[]): Promise<RuleTag[]> {
  const { rows } = await sql<RuleTag>`
    select ${RULE_TAG.columns} from ${RULE_TAG.from} where r.tag_id = any(${ids}::uuid[])
    order by r.tag_id for no key update of r`.execute(tx);
  return rows;
}

/** How the tag's condition is asked of rows `s` of fan_shop. */
export function contextOf(tag: RuleTag, now: Date): ConditionContext {
  return {
    fan: sql.ref('s.fan_id'),
    shop: sql`${tag.shop_id}::uuid`,
    now: sql`${now}::timestamptz`,
    zone: sql`${tag.zone}::text`,
    fanShop: 's',
    entry: null,
    event: null,
    segments: tag.segments,
    scores: scoresOf(tag.score_thresholds),
    asked: 'of-few',
  };
}

/**
 * Puts a locked tag on those of these fans for whom its condition holds, and takes it off the others. Changes become
 * facts where anything depends on this tag.
 *
 * Who carries it is looked up fan by fan, and taken off where it was found: of a tag that has just grown PostgreSQL thinks
 * that nobody carries it, and would read all who do. A row that a merge writes anew meanwhile is looked at again because
 * of that merge.
 *
 * @param fans root ids
 */
export async function settle(tx: Tx, tag: RuleTag, fans: readonly string[], now: Date): Promise<void> {
  if (fans.length === 0) return;
  await sql`
    with changed as (
      select fan_id, holds, at from (
        select s.fan_id, ${compileCondition(tag.condition, contextOf(tag, now))} as holds, c.at
        from fan_shop s left join lateral (
          select ctid as at from fan_tag where fan_id = s.fan_id and tag_id = ${tag.tag_id} offset 0
        ) c on true
        where s.shop_id = ${tag.shop_id} and s.fan_id = any(${fans}::uuid[]) offset 0
      ) asked where holds <> (at is not null)
    ), added as (
      insert into fan_tag (shop_id, fan_id, tag_id, source, added_at)
      select ${tag.shop_id}, fan_id, ${tag.tag_id}, 'rule', ${now} from changed where holds
      on conflict do nothing
    ), removed as (
      delete from fan_tag where ctid = any(array(select at from changed where not holds))
    )
    insert into fact_outbox (shard, kind, shop_id, ids, detail)
    select ${shardOf('fan_id')}, 'tag', ${tag.shop_id}, array_agg(fan_id), ${JSON.stringify({ tags: [tag.name] })}
    from changed where exists (
      select from listen where shop_id = ${tag.shop_id} and key in ('tag', ${tagKey(tag.name)})
    ) group by 1`.execute(tx);
}
