import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/database.js';
import { PASSIVE } from './passive-event.js';

/** Both rows were summed from facts of their own, so they add up. */
export async function joinCounters(tx: Tx, into: string, from: string): Promise<void> {
  await sql`
    update fan_shop set fan_id = ${into}
    where fan_id = ${from} and shop_id not in (select shop_id from fan_shop where fan_id = ${into})`.execute(tx);
  await sql`
    with gone as (delete from fan_shop where fan_id = ${from} returning *)
    update fan_shop kept set
      first_follow_at = least(kept.first_follow_at, gone.first_follow_at),
      last_watch_at = greatest(kept.last_watch_at, gone.last_watch_at),
      watch_seconds = kept.watch_seconds + gone.watch_seconds,
      visits = kept.visits + gone.visits,
      comments = kept.comments + gone.comments,
      likes = kept.likes + gone.likes,
      shares = kept.shares + gone.shares,
      gifts = kept.gifts + gone.gifts,
      first_purchase_at = least(kept.first_purchase_at, gone.first_purchase_at),
      last_purchase_at = greatest(kept.last_purchase_at, gone.last_purchase_at),
      orders = kept.orders + gone.orders,
      spend = kept.spend + gone.spend,
      refunded = kept.refunded + gone.refunded,
      categories = array(select distinct unnest(kept.categories || gone.categories) order by 1),
      last_active_at = greatest(kept.last_active_at, gone.last_active_at)
    from gone
    where kept.fan_id = ${into} and kept.shop_id = gone.shop_id`.execute(tx);
}

/**
 * Gives each root the counters that the facts of its own records make: the facts tell whose they are, and all others of
 * the two stay where they were summed. To be called when the records stand under their roots again.
 *
 * @param from whose records have left `kept`
 */
export async function splitCounters(tx: Tx, kept: string, from: string): Promise<void> {
  await sql`
    insert into fan_shop as s (shop_id, fan_id, ${columns})
    select shop_id, ${from}, ${columns} from ${madeBy(from)} made
    on conflict (shop_id, fan_id) do update set (${columns}) = (${sums}, greatest(s.last_active_at, excluded.last_active_at))`.execute(
    tx,
  );
  await sql`
    update fan_shop s set
      watch_seconds = s.watch_seconds - gone.watch_seconds, visits = s.visits - gone.visits,
      comments = s.comments - gone.comments, likes = s.likes - gone.likes, shares = s.shares - gone.shares,
      gifts = s.gifts - gone.gifts, orders = s.orders - gone.orders, spend = s.spend - gone.spend,
      refunded = s.refunded - gone.refunded,
      first_follow_at = stay.first_follow_at, last_watch_at = stay.last_watch_at,
      first_purchase_at = stay.first_purchase_at, last_purchase_at = stay.last_purchase_at,
      categories = coalesce(stay.categories, '{}'), last_active_at = greatest(s.last_active_at, stay.last_active_at)
    from ${madeBy(from)} gone left join ${madeBy(kept)} stay using (shop_id)
    where s.fan_id = ${kept} and s.shop_id = gone.shop_id`.execute(tx);
  await sql`
    insert into fan_shop (shop_id, fan_id, ${columns})
    select shop_id, ${kept}, ${columns} from ${madeBy(kept)} made
    on conflict (shop_id, fan_id) do nothing`.execute(tx);
}

const names = [
  'first_follow_at',
  'last_watch_at',
  'watch_seconds',
  'visits',
  'comments',
  'likes',
  'shares',
  'gifts',
  'first_purchase_at',
  'last_purchase_at',
  'orders',
  'spend',
  'refunded',
  'categories',
];
const columns = sql.join([...names, 'last_active_at'].map((name) => sql.ref(name)));
const sums = sql.join(names.map((name) => sql.ref(`excluded.${name}`)));

/** What `project` in event/fan-projection.ts makes of all facts of a root's records, and live totals, by shop. */
function madeBy(root: string): RawBuilder<unknown> {
  const number = (name: string) =>
    sql`case when jsonb_typeof(properties -> ${name}) = 'number' then round((properties ->> ${name})::numeric) else 0 end`;
  const of = (type: string) => sql`filter (where type = ${type})`;
  return sql`(
    select shop_id, min(first_follow_at) as first_follow_at, max(last_watch_at) as last_watch_at,
      sum(watch_seconds)::bigint as watch_seconds, sum(visits)::int as visits, sum(comments)::int as comments,
      sum(likes)::bigint as likes, sum(shares)::int as shares, sum(gifts)::bigint as gifts,
      min(first_purchase_at) as first_purchase_at, max(last_purchase_at) as last_purchase_at, sum(orders)::int as orders,
      sum(spend)::bigint as spend, sum(refunded)::bigint as refunded,
      coalesce(max(categories), '{}') as categories, coalesce(max(last_active_at), 'epoch') as last_active_at
    from (
      -- The totals of a broadcast are told by its snapshot, and once more by an event, for what waits for it.
      select shop_id, min(happened_at) ${of('follow')} as first_follow_at, max(happened_at) ${of('live.watch')} as last_watch_at,
        coalesce(sum(${number('duration')}) filter (where type = 'live.watch' and source not like 'live:%'), 0) as watch_seconds,
        count(*) ${of('live.enter')} as visits, count(*) ${of('live.comment')} as comments,
        coalesce(sum(greatest(1, ${number('quantity')})) ${of('live.like')}, 0) as likes,
        count(*) ${of('live.share')} as shares, coalesce(sum(${number('amount')}) ${of('live.gift')}, 0) as gifts,
        min(happened_at) ${of('order.pay')} as first_purchase_at, max(happened_at) ${of('order.pay')} as last_purchase_at,
        count(*) ${of('order.pay')} as orders, coalesce(sum(${number('amount')}) ${of('order.pay')}, 0) as spend,
        coalesce(sum(${number('amount')}) ${of('order.refund')}, 0) as refunded,
        (select array_agg(distinct category order by category) from event bought join fan b on b.id = bought.fan_id,
          jsonb_array_elements_text(case jsonb_typeof(bought.properties -> 'category') when 'array'
            then bought.properties -> 'category' when 'string' then jsonb_build_array(bought.properties -> 'category')
            else '[]' end) category
          where b.root_id = ${root} and bought.type = 'order.pay' and bought.shop_id = event.shop_id) as categories,
        max(happened_at) filter (where type <> all(${[...PASSIVE]}::text[])) as last_active_at
      from event join fan f on f.id = event.fan_id where f.root_id = ${root} group by shop_id
      union all
      select s.shop_id, null, max(s.last_watch_at), sum(s.watch_seconds), sum(s.visits), sum(s.comments), sum(s.likes),
        sum(s.shares), sum(s.gifts), null, null, 0, 0, 0, null, max(s.last_watch_at)
      from live_snapshot s join fan f on f.id = s.fan_id where f.root_id = ${root} group by s.shop_id
    ) told group by shop_id)`;
}
