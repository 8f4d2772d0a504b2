import { sql } from 'kysely';
import type { Tx } from '../db/database.js';

/**
 * What is decided on by root fan when somebody enters an SOP, and what limits the messages to them. The dispatcher ends
 * what is now a second stay in one SOP.
 */
export async function joinStays(tx: Tx, into: string, from: string): Promise<void> {
  await sql`
    with gone as (delete from fan_guard where fan_id = ${from} returning *)
    insert into fan_guard as kept (fan_id, sent_at, channels, blocked)
    select ${into}::uuid, sent_at, channels, blocked from gone
    on conflict (fan_id) do update set
      (sent_at, channels) = (
        select coalesce(array_agg(at order by at, channel), '{}'), coalesce(array_agg(channel order by at, channel), '{}')
        from unnest(kept.sent_at || excluded.sent_at, kept.channels || excluded.channels) as sent (at, channel))`.execute(
    tx,
  );
  await sql`
    with gone as (delete from entry where fan_id = ${from} returning *)
    insert into entry as kept (sop_id, fan_id, thing, active, last_anchor_at, n, happened_at)
    select sop_id, ${into}::uuid, thing, active, last_anchor_at, n, happened_at from gone
    on conflict (sop_id, fan_id, thing) do update set active = kept.active or excluded.active,
      last_anchor_at = greatest(kept.last_anchor_at, excluded.last_anchor_at), n = kept.n + excluded.n,
      happened_at = greatest(kept.happened_at, excluded.happened_at)`.execute(tx);
  // The merge has them look at the one fan.
  await sql`delete from trigger_look where fan_id = ${from}`.execute(tx);
  await sql`
    with gone as (delete from trigger_state where fan_id = ${from} returning *)
    insert into trigger_state (version_id, trigger_no, fan_id)
    select version_id, trigger_no, ${into}::uuid from gone on conflict do nothing`.execute(tx);
}

/**
 * Takes the two apart again. What was done while they were one counts for both, so neither is written to again because
 * of it; of what was there before each keeps what its own records had.
 *
 * @param since when they became one
 */
export async function splitStays(tx: Tx, kept: string, from: string, since: Date): Promise<void> {
  await sql`
    insert into fan_guard (fan_id, sent_at, channels)
    select ${from}, sent_at, channels from fan_guard where fan_id = ${kept}
    on conflict (fan_id) do update set sent_at = excluded.sent_at, channels = excluded.channels`.execute(tx);
  await sql`
    insert into entry (sop_id, fan_id, thing, active, last_anchor_at, n, happened_at)
    select sop_id, ${from}, thing, active, last_anchor_at, n, happened_at from entry where fan_id = ${kept}`.execute(
    tx,
  );
  await sql`
    delete from entry t where t.fan_id in (${kept}, ${from}) and not exists (
      select from enrolment e join fan f on f.id = e.fan_id
      where f.root_id in (${kept}, ${from}) and e.sop_id = t.sop_id and e.thing = t.thing
        and (f.root_id = t.fan_id or e.entered_at >= ${since}))`.execute(tx);
  await sql`
    update entry t set active = exists (
      select from enrolment e join fan f on f.id = e.fan_id
      where f.root_id = t.fan_id and e.sop_id = t.sop_id and e.thing = t.thing and e.state = 'active')
    where t.fan_id in (${kept}, ${from})`.execute(tx);
  await sql`
    insert into trigger_state (version_id, trigger_no, fan_id)
    select version_id, trigger_no, ${from} from trigger_state where fan_id = ${kept} on conflict do nothing`.execute(
    tx,
  );
}

/** The dispatcher looks at the fan's stays again. The shard is that of `shardOf` in event/shard.ts. */
export async function tellOfMerge(tx: Tx, root: string): Promise<void> {
  await sql`
    insert into fact_outbox (shard, kind, shop_id, ids)
    select get_byte(uuid_send(${root}::uuid), 15) & 15, 'merge', s.shop_id, array[${root}::uuid] from fan_shop s
    where s.fan_id = ${root} and exists (select from listen l where l.shop_id = s.shop_id)`.execute(tx);
  await sql`select pg_notify('fanloom_outbox', '')`.execute(tx);
}
