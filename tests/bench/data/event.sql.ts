import { sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';
import { DAYS, type ShopSize } from './size.js';

/** Makes the partitions of all months of the past, and the one after it. */
export async function ensureMonths(tx: Tx, { endsAt }: ShopSize): Promise<void> {
  await sql`
    select ensure_event_month(month) from generate_series(${endsAt}::timestamptz - make_interval(days => ${DAYS + 31}),
      ${endsAt}::timestamptz + interval '1 month', interval '20 days') as month`.execute(tx);
}

/** Writes what the fans in `made_fan` did in broadcasts, and with each order its payment; then the days' sums, day by day as they come to be. */
export async function fillEvents(tx: Tx, shopId: string, { fans, events, endsAt }: ShopSize): Promise<void> {
  await sql`
    insert into event (id, shop_id, fan_id, type, happened_at, arrived_at, source, history, properties)
    select pg_temp.made_id(e.n, 20, happened_at), ${shopId}::uuid, f.id, type, happened_at, happened_at, 'bench', true,
      case type when 'live.watch' then jsonb_build_object('duration', round(20 + 900 * pg_temp.draw(e.n, 21)))
        when 'live.comment' then jsonb_build_object('text', '怎么买') else '{}' end
    from (
      select n, floor(power(pg_temp.draw(n, 22), 1.3) * ${fans})::bigint as viewer, pg_temp.draw(n, 23) as share,
        case when pg_temp.draw(n, 24) < 0.4 then 'live.enter' when pg_temp.draw(n, 24) < 0.8 then 'live.watch'
          when pg_temp.draw(n, 24) < 0.95 then 'live.comment' else 'live.share' end as type
      from generate_series(0, ${events}::bigint - 1) as n
    ) as e
    join made_fan f on f.n = e.viewer
    cross join lateral (select f.since + (f.until - f.since) * e.share as happened_at) as moment
    order by happened_at`.execute(tx);
  await sql`
    insert into event (shop_id, fan_id, type, happened_at, arrived_at, source, history, properties)
    select shop_id, fan_id, 'order.pay', paid_at, paid_at, 'bench', true,
      jsonb_build_object('order', number, 'amount', paid, 'product', jsonb_build_array(title))
    from shop_order where shop_id = ${shopId} and paid_at <= ${endsAt} order by paid_at`.execute(tx);
  await sql`insert into event_key (key) select id from event where shop_id = ${shopId} order by id`.execute(tx);
  await sql`
    insert into fan_day (fan_id, shop_id, type, day, n, amount, seconds)
    select fan_id, shop_id, type, (happened_at at time zone 'Asia/Shanghai')::date, count(*),
      coalesce(sum((properties ->> 'amount')::bigint), 0), coalesce(sum((properties ->> 'duration')::bigint), 0)
    from event where shop_id = ${shopId} group by 1, 2, 3, 4 order by 4, 1, 3`.execute(tx);
}
