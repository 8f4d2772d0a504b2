import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/database.js';

/** Some fans with all their records, in one shop or in all; days before `since` are left alone. */
export interface Part {
  roots: readonly string[];
  shopId: string | null;
  /** YYYY-MM-DD; null: all of them */
  since: string | null;
}

const number = (name: string) =>
  sql`case when jsonb_typeof(properties -> ${name}) = 'number' then floor((properties ->> ${name})::numeric + 0.5)
    else 0 end`;

/** Next roots in id order; fewer than asked for when these are the last. */
export async function nextRoots(tx: Tx, after: string | null, most: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from fan where id = root_id and (${after}::uuid is null or id > ${after}::uuid) order by id limit ${most}
  `.execute(tx);
  return rows.map(({ id }) => id);
}

/** Whether retention has ever taken events away, so that days before that cannot be made again. */
export async function hasLostEvents(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ lost: boolean }>`
    select exists (select from retention_run where (removed ->> 'events')::int > 0) as lost`.execute(tx);
  return rows[0]?.lost === true;
}

/** Makes `fan_day` what `rollUp` makes of all facts, and of the totals of broadcasts. @returns how many rows were wrong */
export async function correctDays(tx: Tx, { roots, shopId, since }: Part): Promise<number> {
  const fans = sql`(select id from fan where root_id = any(${roots}::uuid[]))`;
  const inShop = (alias: string) =>
    shopId === null ? sql`true` : sql`${sql.ref(`${alias}.shop_id`)} = ${shopId}::uuid`;
  const { numAffectedRows } = await sql`
    insert into fan_day as kept (fan_id, shop_id, type, day, n, amount, seconds)
    select fan_id, shop_id, type, day, sum(n)::int, sum(amount)::bigint, sum(seconds)::bigint from (
      select e.fan_id, e.shop_id, e.type, (e.happened_at at time zone s.zone)::date as day, 1 as n,
        ${number('amount')} as amount, ${number('duration')} as seconds
      from event e join shop s on s.id = e.shop_id
      where e.fan_id in ${fans} and ${inShop('e')} and ${isOwnWord('e')}
      union all
      select v.fan_id, v.shop_id, told.type, (v.last_watch_at at time zone s.zone)::date, told.n, told.amount, told.seconds
      from live_snapshot v join shop s on s.id = v.shop_id cross join lateral (values
        ('live.enter', v.visits, 0, 0), ('live.watch', (v.watch_seconds > 0)::int, 0, v.watch_seconds),
        ('live.comment', v.comments, 0, 0), ('live.like', v.likes, 0, 0), ('live.share', v.shares, 0, 0),
        ('live.gift', (v.gifts > 0)::int, v.gifts, 0)) told (type, n, amount, seconds)
      where v.fan_id in ${fans} and ${inShop('v')} and told.n <> 0
      union all
      select d.fan_id, d.shop_id, d.type, d.day, 0, 0, 0 from fan_day d where d.fan_id in ${fans} and ${inShop('d')}
    ) told
    where ${since}::date is null or day >= ${since}::date
    group by 1, 2, 3, 4 order by 1, 3, 4, 2
    on conflict (fan_id, type, day, shop_id) do update
      set n = excluded.n, amount = excluded.amount, seconds = excluded.seconds
      where (kept.n, kept.amount, kept.seconds) is distinct from (excluded.n, excluded.amount, excluded.seconds)
  `.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/** The totals of a broadcast are told by its snapshot, and once more by an event, for what waits for it. */
function isOwnWord(alias: string): RawBuilder<boolean> {
  return sql`not (${sql.ref(`${alias}.type`)} = 'live.watch' and ${sql.ref(`${alias}.source`)} like 'live:%')`;
}

const SUMS = ['visits', 'comments', 'shares', 'gifts', 'orders', 'spend', 'refunded', 'watch_seconds'];
const FROM_EVENTS = [
  'likes',
  'first_follow_at',
  'last_watch_at',
  'first_purchase_at',
  'last_purchase_at',
  'categories',
];

/**
 * Makes the counters of `fan_shop` what the fans' days add up to; with all events at hand also what only they tell: likes,
 * first and last times, categories. @returns how many rows were wrong
 */
export async function correctFans(tx: Tx, { roots, shopId, since }: Part): Promise<number> {
  const names = since === null ? [...SUMS, ...FROM_EVENTS] : SUMS;
  const columns = (table: string) => sql.join(names.map((name) => sql.ref(`${table}.${name}`)));
  const { numAffectedRows } = await sql`
    with record as materialized (select id, root_id from fan where root_id = any(${roots}::uuid[])),
    made as (
      select known.shop_id, known.fan_id, coalesce(visits, 0) as visits, coalesce(comments, 0) as comments,
        coalesce(shares, 0) as shares, coalesce(gifts, 0) as gifts, coalesce(orders, 0) as orders,
        coalesce(spend, 0) as spend, coalesce(refunded, 0) as refunded, coalesce(watch_seconds, 0) as watch_seconds,
        coalesce(event_likes, 0) + coalesce(live_likes, 0) as likes, first_follow_at,
        greatest(event_watch_at, live_watch_at) as last_watch_at, first_purchase_at, last_purchase_at,
        coalesce(categories, '{}') as categories
      from (select shop_id, fan_id from fan_shop where fan_id = any(${roots}::uuid[])) known
      left join (${sumsOfDays}) days using (shop_id, fan_id)
      left join (${wordsOfEvents}) events using (shop_id, fan_id)
      left join (
        select v.shop_id, r.root_id as fan_id, sum(v.likes)::bigint as live_likes, max(v.last_watch_at) as live_watch_at
        from record r join live_snapshot v on v.fan_id = r.id group by 1, 2) live using (shop_id, fan_id)
      where ${shopId}::uuid is null or known.shop_id = ${shopId}::uuid
    )
    update fan_shop set (${sql.join(names.map((name) => sql.ref(name)))}) = (select ${columns('made')})
    from made
    where fan_shop.shop_id = made.shop_id and fan_shop.fan_id = made.fan_id
      and (${columns('fan_shop')}) is distinct from (${columns('made')})`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

const sumsOfDays = sql`
  select d.shop_id, r.root_id as fan_id, sum(n) filter (where type = 'live.enter')::int as visits,
    sum(n) filter (where type = 'live.comment')::int as comments, sum(n) filter (where type = 'live.share')::int as shares,
    sum(amount) filter (where type = 'live.gift')::bigint as gifts, sum(n) filter (where type = 'order.pay')::int as orders,
    sum(amount) filter (where type = 'order.pay')::bigint as spend,
    sum(amount) filter (where type = 'order.refund')::bigint as refunded,
    sum(seconds) filter (where type = 'live.watch')::bigint as watch_seconds
  from record r join fan_day d on d.fan_id = r.id group by 1, 2`;

const wordsOfEvents = sql`
  select e.shop_id, r.root_id as fan_id,
    sum(greatest(1, ${number('quantity')})) filter (where type = 'live.like')::bigint as event_likes,
    min(happened_at) filter (where type = 'follow') as first_follow_at,
    max(happened_at) filter (where type = 'live.watch' and ${isOwnWord('e')}) as event_watch_at,
    min(happened_at) filter (where type = 'order.pay') as first_purchase_at,
    max(happened_at) filter (where type = 'order.pay') as last_purchase_at,
    (select array_agg(distinct category order by category)
      from record b join event bought on bought.fan_id = b.id, jsonb_array_elements_text(
        case jsonb_typeof(bought.properties -> 'category') when 'array' then bought.properties -> 'category'
          when 'string' then jsonb_build_array(bought.properties -> 'category') else '[]' end) category
      where b.root_id = r.root_id and bought.shop_id = e.shop_id and bought.type = 'order.pay') as categories
  from record r join event e on e.fan_id = r.id group by 1, 2`;
