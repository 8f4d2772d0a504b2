import { sql } from 'kysely';
import type { Db } from '@fanloom/server/db/database.js';

/** Rows as somebody would have them who has found the fans beforehand. @param path of a file that PostgreSQL writes */
export async function saveStaging(db: Db, path: string, source: string): Promise<void> {
  await sql`
    copy (select e.shop_id, e.fan_id, f.root_id, e.type, e.happened_at, e.properties
      from event e join fan f on f.id = e.fan_id where e.source = ${sql.lit(source)} order by e.id) to ${sql.lit(path)}`.execute(
    db,
  );
}

export async function loadStaging(db: Db, path: string): Promise<void> {
  await sql`
    create table staging (shop_id uuid, fan_id uuid, root_id uuid, type text, happened_at timestamptz, properties jsonb)
  `.execute(db);
  await sql`copy staging from ${sql.lit(path)}`.execute(db);
  await sql`analyze staging`.execute(db);
}

/** Writes what taking in these events writes, each table in one statement. */
export async function writeFromStaging(db: Db): Promise<void> {
  await sql`
    insert into event_key (key) select gen_random_uuid() as key from staging order by key on conflict do nothing`.execute(
    db,
  );
  await sql`
    insert into event (shop_id, fan_id, type, happened_at, arrived_at, source, history, properties)
    select shop_id, fan_id, type, happened_at, now(), 'staging', false, properties from staging`.execute(db);
  await sql`
    insert into shop_order (shop_id, platform, number, fan_id, status, status_at, paid, paid_at)
    select shop_id, s.platform, properties ->> 'order', fan_id, 'paid', happened_at, (properties ->> 'amount')::bigint,
      happened_at
    from staging join shop s on s.id = shop_id where type = 'order.pay'
    on conflict (platform, shop_id, number) do nothing`.execute(db);
  await sql`
    insert into fan_day as kept (fan_id, shop_id, type, day, n, amount, seconds)
    select fan_id, shop_id, type, (happened_at at time zone 'Asia/Shanghai')::date, count(*),
      coalesce(sum((properties ->> 'amount')::bigint), 0), coalesce(sum((properties ->> 'duration')::bigint), 0)
    from staging group by 1, 2, 3, 4 order by 1, 3, 4
    on conflict (fan_id, type, day, shop_id) do update set n = kept.n + excluded.n,
      amount = kept.amount + excluded.amount, seconds = kept.seconds + excluded.seconds`.execute(db);
  await sql`
    update fan_shop kept set visits = kept.visits + told.visits, watch_seconds = kept.watch_seconds + told.seconds,
      comments = kept.comments + told.comments, orders = kept.orders + told.orders, spend = kept.spend + told.spend,
      last_watch_at = greatest(kept.last_watch_at, told.last_watch_at),
      first_purchase_at = least(kept.first_purchase_at, told.first_purchase_at),
      last_purchase_at = greatest(kept.last_purchase_at, told.last_purchase_at),
      last_active_at = greatest(kept.last_active_at, told.last_active_at)
    from (
      select shop_id, root_id, count(*) filter (where type = 'live.enter') as visits,
        count(*) filter (where type = 'live.comment') as comments, count(*) filter (where type = 'order.pay') as orders,
        coalesce(sum((properties ->> 'amount')::bigint) filter (where type = 'order.pay'), 0) as spend,
        coalesce(sum((properties ->> 'duration')::bigint), 0) as seconds,
        max(happened_at) filter (where type = 'live.watch') as last_watch_at,
        min(happened_at) filter (where type = 'order.pay') as first_purchase_at,
        max(happened_at) filter (where type = 'order.pay') as last_purchase_at, max(happened_at) as last_active_at
      from staging group by 1, 2
    ) told
    where kept.shop_id = told.shop_id and kept.fan_id = told.root_id`.execute(db);
}

/** What must come out the same. */
export async function summaryOf(db: Db): Promise<string> {
  const { rows } = await sql`
    select (select count(*) from event) as events, (select count(*) from event_key) as keys,
      (select jsonb_build_array(count(*), sum(paid), max(status_at)) from shop_order where status = 'paid') as orders,
      (select jsonb_build_array(count(*), sum(n), sum(amount), sum(seconds)) from fan_day) as days,
      (select jsonb_build_array(count(*), sum(visits), sum(comments), sum(orders), sum(spend), sum(watch_seconds),
        max(last_active_at)) from fan_shop) as fans`.execute(db);
  return JSON.stringify(rows[0]);
}
