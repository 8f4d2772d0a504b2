import { sql } from 'kysely';
import type { Keys } from '../crypto/keys.js';
import { decryptPersonal, type PersonalColumn } from '../crypto/personal-data.js';
import type { Tx } from '../db/database.js';
import { readFanKeys } from './fan-keys.js';
import { fillContacts } from './fan.sql.js';

/**
 * Makes two fans one: the root `from` becomes part of the root `into` (the older, with the smaller id). Facts stay on
 * the records they came with; only what is kept per root moves. Both roots must be locked.
 */
export async function mergeFans(tx: Tx, keys: Keys, into: string, from: string, reason: string): Promise<void> {
  await sql`update fan set root_id = ${into}, updated_at = now() where root_id = ${from}`.execute(tx);
  await sql`insert into fan_merge (from_root, into_root, reason) values (${from}, ${into}, ${reason})`.execute(tx);
  await mergeOwnFields(tx, into, from);
  await mergeContacts(tx, keys, into, from);
  await mergeShops(tx, into, from);
  await mergeTags(tx, into, from);
  await mergeConsent(tx, into, from);
  await mergeGuards(tx, into, from);
  await mergeStays(tx, into, from);
}

async function mergeOwnFields(tx: Tx, into: string, from: string): Promise<void> {
  await sql`
    update fan set
      nick = coalesce(fan.nick, other.nick),
      birthday = coalesce(fan.birthday, other.birthday),
      custom = other.custom || fan.custom
    from fan other
    where fan.id = ${into} and other.id = ${from}`.execute(tx);
}

/** Phone and e-mail are encrypted under the key of one record, so they are written anew for the other. */
async function mergeContacts(tx: Tx, keys: Keys, into: string, from: string): Promise<void> {
  const { rows } = await sql<{ phone: Buffer | null; email: Buffer | null }>`
    select
      case when fan.phone_encrypted is null then other.phone_encrypted end as phone,
      case when fan.email_encrypted is null then other.email_encrypted end as email
    from fan, fan other
    where fan.id = ${into} and other.id = ${from}`.execute(tx);
  const row = rows[0];
  const dataKey = (row?.phone || row?.email) && (await readFanKeys(tx, keys, [from])).get(from);
  if (!row || !dataKey) return;
  const plain = (column: PersonalColumn, sealed: Buffer | null) =>
    sealed && decryptPersonal(dataKey, from, column, sealed);
  await fillContacts(tx, keys, [
    { fanId: into, phone: plain('fan.phone', row.phone), email: plain('fan.email', row.email) },
  ]);
}

/** Counters add up, since both rows were summed from facts of their own. */
async function mergeShops(tx: Tx, into: string, from: string): Promise<void> {
  await sql`
    update fan_shop set fan_id = ${into}
    where fan_id = ${from} and shop_id not in (select shop_id from fan_shop where fan_id = ${into})`.execute(tx);
  await sql`
    with gone as (delete from fan_shop where fan_id = ${from} returning *)
    update fan_shop kept set
      owner_id = coalesce(kept.owner_id, gone.owner_id),
      team_id = case when kept.owner_id is null then gone.team_id else kept.team_id end,
      nick = case when gone.nick_at > kept.nick_at or kept.nick_at is null then gone.nick else kept.nick end,
      nick_at = greatest(kept.nick_at, gone.nick_at),
      source = coalesce(kept.source, gone.source),
      member_level = coalesce(kept.member_level, gone.member_level),
      points = greatest(kept.points, gone.points),
      first_follow_at = least(kept.first_follow_at, gone.first_follow_at),
      last_watch_at = greatest(kept.last_watch_at, gone.last_watch_at),
      watch_seconds = kept.watch_seconds + gone.watch_seconds,
      visits = kept.visits + gone.visits,
      comments = kept.comments + gone.comments,
      likes = kept.likes + gone.likes,
      shares = kept.shares + gone.shares,
      gifts = kept.gifts + gone.gifts,
      fan_level = greatest(kept.fan_level, gone.fan_level),
      intimacy = greatest(kept.intimacy, gone.intimacy),
      first_purchase_at = least(kept.first_purchase_at, gone.first_purchase_at),
      last_purchase_at = greatest(kept.last_purchase_at, gone.last_purchase_at),
      orders = kept.orders + gone.orders,
      spend = kept.spend + gone.spend,
      refunded = kept.refunded + gone.refunded,
      categories = array(select distinct unnest(kept.categories || gone.categories) order by 1),
      favourite_series = coalesce(kept.favourite_series, gone.favourite_series),
      refill_due = coalesce(kept.refill_due, gone.refill_due),
      refill_product = coalesce(kept.refill_product, gone.refill_product),
      last_active_at = greatest(kept.last_active_at, gone.last_active_at),
      created_at = least(kept.created_at, gone.created_at)
    from gone
    where kept.fan_id = ${into} and kept.shop_id = gone.shop_id`.execute(tx);
}

async function mergeTags(tx: Tx, into: string, from: string): Promise<void> {
  await sql`
    with gone as (delete from fan_tag where fan_id = ${from} returning *)
    insert into fan_tag (shop_id, fan_id, tag_id, source, added_at)
    select shop_id, ${into}::uuid, tag_id, source, added_at from gone
    on conflict do nothing`.execute(tx);
}

/** What the fan said outranks what follows from other things; then the later statement counts, then a refusal. */
async function mergeConsent(tx: Tx, into: string, from: string): Promise<void> {
  await sql`
    with gone as (delete from consent where fan_id = ${from} returning *)
    insert into consent as kept (shop_id, fan_id, channel, granted, source, at)
    select shop_id, ${into}::uuid, channel, granted, source, at from gone
    on conflict (shop_id, fan_id, channel) do update
      set granted = excluded.granted, source = excluded.source, at = excluded.at
      where (excluded.source in ('optout', 'consent.change'), excluded.at, not excluded.granted)
        > (kept.source in ('optout', 'consent.change'), kept.at, not kept.granted)`.execute(tx);
}

async function mergeGuards(tx: Tx, into: string, from: string): Promise<void> {
  await sql`
    with gone as (delete from fan_guard where fan_id = ${from} returning *)
    insert into fan_guard as kept (fan_id, sent_at, channels, blocked)
    select ${into}::uuid, sent_at, channels, blocked from gone
    on conflict (fan_id) do update set
      (sent_at, channels) = (
        select coalesce(array_agg(at order by at), '{}'), coalesce(array_agg(channel order by at), '{}')
        from unnest(kept.sent_at || excluded.sent_at, kept.channels || excluded.channels) as sent (at, channel)),
      blocked = coalesce(kept.blocked, excluded.blocked)`.execute(tx);
}

/**
 * What is decided on by root fan when somebody enters an SOP. Of two arms of a comparison the older stays. The dispatcher
 * ends what is now a second stay in one SOP; the shard is that of `shardOf` in event/shard.ts.
 */
async function mergeStays(tx: Tx, into: string, from: string): Promise<void> {
  await sql`
    with gone as (delete from entry where fan_id = ${from} returning *)
    insert into entry as kept (sop_id, fan_id, thing, active, last_anchor_at, n, happened_at)
    select sop_id, ${into}::uuid, thing, active, last_anchor_at, n, happened_at from gone
    on conflict (sop_id, fan_id, thing) do update set active = kept.active or excluded.active,
      last_anchor_at = greatest(kept.last_anchor_at, excluded.last_anchor_at), n = kept.n + excluded.n,
      happened_at = greatest(kept.happened_at, excluded.happened_at)`.execute(tx);
  await sql`
    with gone as (delete from fan_arm where fan_id = ${from} returning *)
    insert into fan_arm as kept (sop_id, split, fan_id, arm, at)
    select sop_id, split, ${into}::uuid, arm, at from gone
    on conflict (sop_id, split, fan_id) do update set arm = excluded.arm, at = excluded.at where excluded.at < kept.at
    `.execute(tx);
  await sql`
    with gone as (delete from trigger_state where fan_id = ${from} returning *)
    insert into trigger_state (version_id, trigger_no, fan_id)
    select version_id, trigger_no, ${into}::uuid from gone on conflict do nothing`.execute(tx);
  await sql`
    insert into fact_outbox (shard, kind, shop_id, ids)
    select get_byte(uuid_send(${into}::uuid), 15) & 15, 'merge', e.shop_id, array[${into}::uuid]
    from fan f join enrolment e on e.fan_id = f.id and e.state = 'active'
    where f.root_id = ${into} group by e.shop_id`.execute(tx);
}
