import { type RawBuilder, sql } from 'kysely';
import { dependsOn } from '@fanloom/dsl/core/depends-on.js';
import { dayAt, HOUR, instantAt } from '@fanloom/dsl/core/zone.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { businessNow } from '@fanloom/server/clock/clock.js';
import { compileCondition } from '@fanloom/server/condition/compile.js';
import type { Db, Tx } from '@fanloom/server/db/database.js';
import { scoresOf } from '@fanloom/server/score/score-settings.js';
import { shardOf } from '../steps/facts.sql.js';
import type { Fact } from './fact.sql.js';

/** A tag that its condition puts on and takes off. */
interface KeptTag {
  tag_id: string;
  shop_id: string;
  condition: Condition;
  segments: Record<string, Condition>;
  zone: string;
  score_thresholds: unknown;
}

/**
 * Keeps the rule tags true of those fans about whom facts have come, looking only at tags that hang on such facts.
 * Changes become facts themselves, so that SOPs and other rule tags follow them.
 */
export async function upkeep(tx: Tx, facts: readonly Fact[], now: Date): Promise<void> {
  for (const shop of new Set(facts.map((fact) => fact.shop))) {
    const own = facts.filter((fact) => fact.shop === shop);
    const { rows } = await sql<{ tag_id: string; keys: string[] }>`
      select version_id as tag_id, array_agg(key) as keys from listen
      where shop_id = ${shop} and role = 'keep' and key = any(${own.map((fact) => fact.key)}::text[])
      group by 1 order by 1`.execute(tx);
    for (const { tag_id, keys } of rows) {
      const fans = [...new Set(own.filter((fact) => keys.includes(fact.key)).map((fact) => fact.fan))];
      const tag = await lockTag(tx, tag_id);
      if (tag) await settle(tx, tag, sql`s.fan_id = any(${fans}::uuid[])`, now);
    }
  }
}

/** Whoever changes the tag's holders does so alone: an older look at a fan may not overwrite a newer one. */
async function lockTag(tx: Tx, id: string): Promise<KeptTag | undefined> {
  const { rows } = await sql<KeptTag>`
    select r.tag_id, r.shop_id, r.condition, r.segments, s.zone, s.score_thresholds
    from rule_tag r join shop s on s.id = r.shop_id where r.tag_id = ${id} for no key update of r`.execute(tx);
  return rows[0];
}

/** Puts the tag on those for whom it holds and takes it off the others, among rows `s` of `fan_shop`. */
async function settle(tx: Tx, tag: KeptTag, among: RawBuilder<boolean>, now: Date): Promise<void> {
  const holds = compileCondition(tag.condition, {
    fan: sql.ref('s.fan_id'),
    shop: sql`${tag.shop_id}::uuid`,
    now: sql`${now}::timestamptz`,
    zone: sql`${tag.zone}::text`,
    fanShop: 's',
    entry: null,
    event: null,
    segments: tag.segments,
    scores: scoresOf(tag.score_thresholds),
  });
  await sql`
    with changed as (
      select fan_id, holds from (
        select s.fan_id, ${holds} as holds,
          exists (select from fan_tag c where c.fan_id = s.fan_id and c.tag_id = ${tag.tag_id}) as carried
        from fan_shop s where s.shop_id = ${tag.shop_id} and ${among} offset 0
      ) asked where holds <> carried
    ), added as (
      insert into fan_tag (shop_id, fan_id, tag_id, source, added_at)
      select ${tag.shop_id}, fan_id, ${tag.tag_id}, 'rule', ${now} from changed where holds
      on conflict do nothing
    ), removed as (
      delete from fan_tag c using changed
      where c.tag_id = ${tag.tag_id} and c.fan_id = changed.fan_id and not changed.holds
    )
    insert into fact_outbox (shard, kind, shop_id, ids)
    select ${shardOf('fan_id')}, 'tag', ${tag.shop_id}, array_agg(fan_id) from changed
    where exists (select from listen where shop_id = ${tag.shop_id} and key = 'tag') group by 1`.execute(tx);
}

/** Fans gone through in one transaction, during which facts that concern the tag wait. */
const FANS_AT_ONCE = 5_000;

interface DueTag extends KeptTag {
  cursor: string | null;
}

/**
 * Goes through a part of the fans of one rule tag that is due: after its definition has changed, after an import, which
 * may change what no fact tells of, at midnight, and every hour where the condition counts hours.
 *
 * @returns false when none is due
 */
export async function sweepTags(db: Db): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const now = await businessNow(tx);
    const { rows } = await sql<DueTag>`
      select r.tag_id, r.shop_id, r.condition, r.segments, r.cursor, s.zone, s.score_thresholds
      from rule_tag r join shop s on s.id = r.shop_id
      where r.cursor is not null or r.sweep_at <= ${now} or exists (
        select from import i where i.shop_id = r.shop_id and i.finished_at > r.swept_at)
      order by r.sweep_at limit 1 for no key update of r skip locked`.execute(tx);
    const [due] = rows;
    if (!due) return false;
    const last = await endOfPage(tx, due);
    const from = due.cursor === null ? sql`true` : sql`s.fan_id > ${due.cursor}::uuid`;
    const to = last === null ? sql`true` : sql`s.fan_id <= ${last}::uuid`;
    await settle(tx, due, sql`(${from} and ${to})`, now);
    await sql`
      update rule_tag set cursor = ${last}, sweep_at = ${nextSweep(due, now)},
        swept_at = case when ${due.cursor}::uuid is null then ${now} else swept_at end
      where tag_id = ${due.tag_id}`.execute(tx);
    return true;
  });
}

/** The last fan of this part; null when it goes to the end. */
async function endOfPage(tx: Tx, { shop_id, cursor }: DueTag): Promise<string | null> {
  const after = cursor === null ? sql`true` : sql`fan_id > ${cursor}::uuid`;
  const { rows } = await sql<{ fan_id: string }>`
    select fan_id from fan_shop where shop_id = ${shop_id} and ${after}
    order by fan_id offset ${FANS_AT_ONCE - 1} limit 1`.execute(tx);
  return rows[0]?.fan_id ?? null;
}

function nextSweep({ condition, segments, zone }: KeptTag, now: Date): Date {
  const midnight = instantAt(dayAt(now.getTime(), zone) + 1, 0, zone);
  const hourly = dependsOn(condition, segments).time === 'any';
  return new Date(hourly ? Math.min(midnight, now.getTime() + HOUR) : midnight);
}
