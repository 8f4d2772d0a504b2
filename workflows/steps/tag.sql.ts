import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';
import { tagKey } from '@fanloom/server/condition/listen-key.js';
import { fromGroup, type Group } from '../engine/group.sql.js';
import type { StepContext, StepOf } from '../engine/step-context.js';
import { emitTagFacts } from './facts.sql.js';
import { recordOfFans } from './record.sql.js';

/** Where and as whom an SOP tags, and by which of its steps. */
export interface Tagging {
  tx: Tx;
  version: { id: string; shopId: string };
  now: Date;
  step: string;
}

/** Tags the group. */
export async function tag(context: StepContext, group: Group, step: StepOf<'tag'>): Promise<void> {
  await addTags({ ...context, step: step.key }, rootsOf(group), step.names);
}

export async function untag(context: StepContext, group: Group, step: StepOf<'untag'>): Promise<void> {
  await removeTags({ ...context, step: step.key }, rootsOf(group), step.names);
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
  const { rows } = await sql<Changed>`
    with added as (
      insert into fan_tag (shop_id, fan_id, tag_id, source, added_at)
      select ${version.shopId}, member.fan, t.id, ${`sop:${version.id}`}, ${now}
      from (select distinct fan from (${fans}) who) member
      join tag t on t.shop_id = ${version.shopId} and t.name = any(${names}::text[])
      on conflict do nothing
      returning fan_id, tag_id
    )
    ${changedOf('added', version.shopId, names)}`.execute(tx);
  await tellOfTags(tagging, 'tag.add', rows);
}

/** @param fans selects root ids as `fan` */
export async function removeTags(tagging: Tagging, fans: RawBuilder<unknown>, names: readonly string[]): Promise<void> {
  const { tx, version } = tagging;
  const { rows } = await sql<Changed>`
    with removed as (
      delete from fan_tag where ctid = any(array(
        select found.at from (${fans}) who cross join tag t cross join lateral (
          select ctid as at from fan_tag where fan_id = who.fan and tag_id = t.id offset 0
        ) found
        where t.shop_id = ${version.shopId} and t.name = any(${names}::text[])
      ))
      returning fan_id, tag_id
    )
    ${changedOf('removed', version.shopId, names)}`.execute(tx);
  await tellOfTags(tagging, 'tag.remove', rows);
}

/** A tag that a fan has or has not any more. */
interface Changed {
  fan: string;
  tag: string;
}

/** Nobody fetches what nobody waits for: a lane of 50,000 tagged fans is no message to anyone. */
function changedOf(changed: 'added' | 'removed', shopId: string, names: readonly string[]): RawBuilder<unknown> {
  const keys = ['tag', 'tag.add', 'tag.remove', ...names.map(tagKey)];
  return sql`select c.fan_id as fan, t.name as tag from ${sql.table(changed)} c join tag t on t.id = c.tag_id
    where exists (select from listen l where l.shop_id = ${shopId} and l.key = any(${keys}::text[]))`;
}

/** What depends on tags looks at these fans again, and who waits for the tagging itself hears of it. */
async function tellOfTags(
  tagging: Tagging,
  type: 'tag.add' | 'tag.remove',
  changed: readonly Changed[],
): Promise<void> {
  if (changed.length === 0) return;
  await emitTagFacts(
    tagging,
    changed.map(({ fan }) => fan),
    [...new Set(changed.map(({ tag }) => tag))],
  );
  const { rows } = await sql<{ listened: boolean }>`
    select exists (select from listen l where l.shop_id = ${tagging.version.shopId} and l.key = ${type}) as listened`.execute(
    tagging.tx,
  );
  if (rows[0]?.listened !== true) return;
  for (const tag of new Set(changed.map((one) => one.tag))) {
    const fans = changed.filter((one) => one.tag === tag).map(({ fan }) => fan);
    await recordOfFans(tagging, tagging.step, type, fans, { tag });
  }
}
