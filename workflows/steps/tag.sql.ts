import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';
import { fromGroup, type Group } from '../engine/group.sql.js';
import type { StepContext, StepOf } from '../engine/step-context.js';
import { emitTagFacts } from './facts.sql.js';

/** Where and as whom an SOP tags. */
export interface Tagging {
  tx: Tx;
  version: { id: string; shopId: string };
  now: Date;
}

/** Tags the group. */
export async function tag(context: StepContext, group: Group, step: StepOf<'tag'>): Promise<void> {
  await addTags(context, rootsOf(group), step.names);
}

export async function untag(context: StepContext, group: Group, step: StepOf<'untag'>): Promise<void> {
  await removeTags(context, rootsOf(group), step.names);
}

function rootsOf(group: Group): RawBuilder<unknown> {
  return sql`select f.root_id as fan ${fromGroup(group)}`;
}

/**
 * A tag that a fan has already changes nothing and is no news.
 *
 * @param fans selects root ids as `fan`
 */
export async function addTags(tagging: Tagging, fans: RawBuilder<unknown>, names: readonly string[]): Promise<void> {
  const { tx, version, now } = tagging;
  await sql`
    insert into tag (shop_id, name) select ${version.shopId}, unnest(${names}::text[])
    on conflict do nothing`.execute(tx);
  const { rows } = await sql<{ fan_id: string }>`
    insert into fan_tag (shop_id, fan_id, tag_id, source, added_at)
    select ${version.shopId}, member.fan, t.id, ${`sop:${version.id}`}, ${now}
    from (select distinct fan from (${fans}) who) member
    join tag t on t.shop_id = ${version.shopId} and t.name = any(${names}::text[])
    on conflict do nothing
    returning case when ${listened(version.shopId)} then fan_id end as fan_id`.execute(tx);
  await emitTagFacts(
    tagging,
    rows.flatMap((row) => row.fan_id ?? []),
  );
}

/** @param fans selects root ids as `fan` */
export async function removeTags(tagging: Tagging, fans: RawBuilder<unknown>, names: readonly string[]): Promise<void> {
  const { tx, version } = tagging;
  const { rows } = await sql<{ fan_id: string }>`
    delete from fan_tag using tag t
    where fan_tag.tag_id = t.id and t.shop_id = ${version.shopId} and t.name = any(${names}::text[])
      and fan_tag.fan_id in (${fans})
    returning case when ${listened(version.shopId)} then fan_tag.fan_id end as fan_id`.execute(tx);
  await emitTagFacts(
    tagging,
    rows.flatMap((row) => row.fan_id ?? []),
  );
}

/** Nobody fetches what nobody waits for: a lane of 50,000 tagged fans is no message to anyone. */
function listened(shopId: string) {
  return sql`(select exists (select from listen l where l.shop_id = ${shopId} and l.key = 'tag'))`;
}
