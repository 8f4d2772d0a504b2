import { sql } from 'kysely';
import { fromGroup, type Group } from '../engine/group.sql.js';
import type { StepContext, StepOf } from '../engine/step-context.js';
import { emitTagFacts } from './facts.sql.js';

/** Tags the group. A tag that a fan has already changes nothing and is no news. */
export async function tag(context: StepContext, group: Group, step: StepOf<'tag'>): Promise<void> {
  const { tx, version, now } = context;
  await sql`
    insert into tag (shop_id, name) select ${version.shopId}, unnest(${step.names}::text[])
    on conflict do nothing`.execute(tx);
  const { rows } = await sql<{ fan_id: string }>`
    insert into fan_tag (shop_id, fan_id, tag_id, source, added_at)
    select ${version.shopId}, member.root_id, t.id, ${`sop:${version.id}`}, ${now}
    from (select distinct f.root_id ${fromGroup(group)}) member
    join tag t on t.shop_id = ${version.shopId} and t.name = any(${step.names}::text[])
    on conflict do nothing
    returning case when ${listened(version.shopId)} then fan_id end as fan_id`.execute(tx);
  await emitTagFacts(
    context,
    rows.flatMap((row) => row.fan_id ?? []),
  );
}

export async function untag(context: StepContext, group: Group, step: StepOf<'untag'>): Promise<void> {
  const { tx, version } = context;
  const { rows } = await sql<{ fan_id: string }>`
    delete from fan_tag using tag t
    where fan_tag.tag_id = t.id and t.shop_id = ${version.shopId} and t.name = any(${step.names}::text[])
      and fan_tag.fan_id in (select f.root_id ${fromGroup(group)})
    returning case when ${listened(version.shopId)} then fan_tag.fan_id end as fan_id`.execute(tx);
  await emitTagFacts(
    context,
    rows.flatMap((row) => row.fan_id ?? []),
  );
}

/** Nobody fetches what nobody waits for: a lane of 50,000 tagged fans is no message to anyone. */
function listened(shopId: string) {
  return sql`(select exists (select from listen l where l.shop_id = ${shopId} and l.key = 'tag'))`;
}
