import { sql } from 'kysely';
import { dependsOn } from '@fanloom/dsl/core/depends-on.js';
import { dayAt, HOUR, instantAt } from '@fanloom/dsl/core/zone.js';
import { businessNow } from '@fanloom/server/clock/clock.js';
import { movers } from '@fanloom/server/condition/movers.js';
import type { Db, Tx } from '@fanloom/server/db/database.js';
import { tagKey } from '@fanloom/server/condition/listen-key.js';
import type { Fact } from './fact.sql.js';
import { contextOf, lockRuleTags, RULE_TAG, type RuleTag, settle } from './rule-tag.sql.js';

/**
 * Keeps the rule tags true of those fans about whom facts have come, looking only at tags that hang on such facts.
 * Changes become facts themselves, so that SOPs and other rule tags follow them.
 */
export async function upkeep(tx: Tx, facts: readonly Fact[], now: Date): Promise<void> {
  for (const shop of new Set(facts.map((fact) => fact.shop))) {
    const fansOf = fansByKey(facts.filter((fact) => fact.shop === shop));
    const { rows } = await sql<{ tag_id: string; keys: string[] }>`
      select version_id as tag_id, array_agg(key) as keys from listen
      where shop_id = ${shop} and role = 'keep' and key = any(${[...fansOf.keys()]}::text[])
      group by 1`.execute(tx);
    const keysOf = new Map(rows.map(({ tag_id, keys }) => [tag_id, keys]));
    for (const tag of await lockRuleTags(tx, [...keysOf.keys()])) {
      const keys = keysOf.get(tag.tag_id) ?? [];
      await settle(tx, tag, [...new Set(keys.flatMap((key) => fansOf.get(key) ?? []))], now);
    }
  }
}

/** Keys as rule tags listen to them: of tags each by its name. */
function fansByKey(facts: readonly Fact[]): Map<string, string[]> {
  const fans = new Map<string, string[]>();
  for (const { key, kind, detail, fan } of facts) {
    for (const told of kind === 'tag' ? (detail.tags ?? []).map(tagKey) : [key]) {
      const known = fans.get(told);
      if (known) known.push(fan);
      else fans.set(told, [fan]);
    }
  }
  return fans;
}

/** Fans gone through in one transaction, during which facts that concern the tag wait. */
const FANS_AT_ONCE = 20_000;

interface DueTag extends RuleTag {
  /** The sweep has come so far; null: it begins. */
  cursor: string | null;
  sweep_at: Date;
  /** All that was true or not by then is settled; null: the definition has changed since. */
  swept_at: Date | null;
  /** An import may have changed what no fact tells of. */
  imported: boolean;
}

/**
 * Goes through a part of the fans of one rule tag that is due: of all fans after its definition has changed and after an
 * import, at midnight, and every hour where it counts hours, of those only for whom time may have turned it.
 *
 * @returns false when none is due
 */
export async function sweepTags(db: Db): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const now = await businessNow(tx);
    const { rows } = await sql<DueTag>`
      select ${RULE_TAG.columns}, r.cursor, r.sweep_at, r.swept_at, imported
      from ${RULE_TAG.from} cross join lateral (
        select exists (select from import i where i.shop_id = r.shop_id and i.finished_at > r.swept_at) as imported
      ) i
      where r.cursor is not null or r.swept_at is null or r.sweep_at <= ${now} or imported
      order by r.sweep_at limit 1 for no key update of r skip locked`.execute(tx);
    const [due] = rows;
    if (!due) return false;
    const fans = await nextFans(tx, due, now);
    await settle(tx, due, fans, now);
    const begun = new Date(Math.min(due.sweep_at.getTime(), now.getTime()));
    const next =
      fans.length < FANS_AT_ONCE
        ? { cursor: null, swept_at: begun, sweep_at: nextSweep(due, now) }
        : { cursor: fans.at(-1) ?? null, swept_at: due.swept_at, sweep_at: begun };
    await tx.updateTable('rule_tag').set(next).where('tag_id', '=', due.tag_id).execute();
    return true;
  });
}

/** Those of this part, by rising id. */
async function nextFans(tx: Tx, due: DueTag, now: Date): Promise<string[]> {
  const moved =
    due.swept_at === null || due.imported
      ? null
      : movers(due.condition, contextOf(due, now), sql`${due.swept_at}::timestamptz`);
  if (moved?.length === 0) return [];
  const among = moved === null ? sql`true` : sql`s.fan_id in (${sql.join(moved, sql` union all `)})`;
  const after = due.cursor === null ? sql`true` : sql`s.fan_id > ${due.cursor}::uuid`;
  const { rows } = await sql<{ fan_id: string }>`
    select s.fan_id from fan_shop s where s.shop_id = ${due.shop_id} and ${among} and ${after}
    order by s.fan_id limit ${FANS_AT_ONCE}`.execute(tx);
  return rows.map(({ fan_id }) => fan_id);
}

function nextSweep({ condition, segments, zone }: RuleTag, now: Date): Date {
  const midnight = instantAt(dayAt(now.getTime(), zone) + 1, 0, zone);
  const hourly = dependsOn(condition, segments).time === 'any';
  return new Date(hourly ? Math.min(midnight, now.getTime() + HOUR) : midnight);
}
