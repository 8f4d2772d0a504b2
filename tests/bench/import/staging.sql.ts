import { sql } from 'kysely';
import type { Db } from '@fanloom/server/db/database.js';

/**
 * One row an order, as somebody would have it who has parsed, normalised, hashed and encrypted the file beforehand. Made
 * from what an import wrote, so that both write the same.
 *
 * @param path of a file that PostgreSQL writes
 */
export async function saveStaging(db: Db, path: string): Promise<void> {
  // What autovacuum has gathered by now may be from the middle of the import.
  await sql`analyze`.execute(db);
  await sql`
    create table staging as
    select o.id as order_id, o.shop_id, o.platform, o.number, o.status, o.status_at, o.payable, o.paid, o.refunded,
      o.quantity, o.title, o.ordered_at, o.paid_at, o.close_reason, o.receiver_encrypted, o.receiver_mask,
      f.id as fan_id, f.nick, f.phone_encrypted, f.phone_mask, k.wrapped, nick.scope, nick.hash as nick_hash,
      phone.hash as phone_hash, s.nick as shown_nick
    from shop_order o
    join fan f on f.id = o.fan_id
    join fan_shop s on s.fan_id = f.root_id and s.shop_id = o.shop_id
    join fan_key k on k.fan_id = f.id
    left join lateral (select scope, hash from identity i where i.fan_id = f.id and kind = 'nick' limit 1) nick on true
    left join lateral (select hash from identity i where i.fan_id = f.id and kind = 'phone' limit 1) phone on true
    order by o.id`.execute(db);
  await sql`copy staging to ${sql.lit(path)}`.execute(db);
}

/** Empty, with the same columns. */
export async function loadStaging(db: Db, path: string): Promise<void> {
  await sql`
    create table staging (order_id uuid, shop_id uuid, platform text, number text, status text, status_at timestamptz,
      payable bigint, paid bigint, refunded bigint, quantity int, title text, ordered_at timestamptz,
      paid_at timestamptz, close_reason text, receiver_encrypted bytea, receiver_mask text, fan_id uuid, nick text,
      phone_encrypted bytea, phone_mask text, wrapped bytea, scope text, nick_hash bytea, phone_hash bytea,
      shown_nick text)`.execute(db);
  await sql`copy staging from ${sql.lit(path)}`.execute(db);
  await sql`
    select ensure_event_month(month) from (
      select generate_series(date_trunc('month', min(ordered_at)), max(ordered_at) + interval '1 month', '1 month') as month
      from staging) months`.execute(db);
  await sql`analyze staging`.execute(db);
}

/** Writes what an import writes, each table in one statement. */
export async function writeFromStaging(db: Db): Promise<void> {
  await sql`
    create temporary table person as
    select distinct on (fan_id) * from staging order by fan_id, ordered_at`.execute(db);
  await sql`
    insert into identity (kind, scope, hash, fan_id)
    select 'nick', scope, nick_hash, fan_id from person where nick_hash is not null
    union all select 'phone', '', phone_hash, fan_id from person where phone_hash is not null
    order by 1, 2, 3 on conflict do nothing`.execute(db);
  await sql`
    insert into fan (id, root_id, nick, phone_encrypted, phone_mask)
    select fan_id, fan_id, nick, phone_encrypted, phone_mask from person order by fan_id`.execute(db);
  await sql`
    insert into fan_key (fan_id, wrapped) select fan_id, wrapped from person order by fan_id
  `.execute(db);
  await sql`
    insert into shop_order (id, shop_id, platform, number, fan_id, status, status_at, payable, paid, refunded, quantity,
      title, ordered_at, paid_at, close_reason, receiver_encrypted, receiver_mask)
    select order_id, shop_id, platform, number, fan_id, status, status_at, payable, paid, refunded, quantity, title,
      ordered_at, paid_at, close_reason, receiver_encrypted, receiver_mask
    from staging order by order_id
    on conflict (platform, shop_id, number) do nothing`.execute(db);
  await sql`
    create temporary table fact as
    select s.shop_id, s.fan_id, told.type, told.happened_at, told.amount, s.shown_nick,
      left(encode(sha256(convert_to(s.shop_id || '|order|' || s.number || '|' || told.type, 'UTF8')), 'hex'), 32)::uuid
        as key,
      jsonb_build_object('order', s.number, 'amount', told.amount, 'quantity', s.quantity,
        'product', jsonb_build_array(s.title)) as properties
    from staging s cross join lateral (values ('order.create', s.ordered_at, s.payable),
      ('order.pay', s.paid_at, coalesce(s.paid, s.payable)),
      ('order.refund', case when s.refunded > 0 then greatest(s.ordered_at, s.paid_at) + interval '1 second' end,
        s.refunded)) told(type, happened_at, amount)
    where told.happened_at is not null`.execute(db);
  await sql`insert into event_key (key) select key from fact order by key on conflict do nothing`.execute(db);
  await sql`
    insert into event (shop_id, fan_id, type, happened_at, arrived_at, source, history, properties)
    select shop_id, fan_id, type, happened_at, now(), 'import', true, properties from fact`.execute(db);
  await sql`
    insert into fan_day as kept (fan_id, shop_id, type, day, n, amount)
    select fan_id, shop_id, type, (happened_at at time zone 'Asia/Shanghai')::date, count(*), sum(amount)
    from fact group by 1, 2, 3, 4 order by 1, 3, 4
    on conflict (fan_id, type, day, shop_id) do update set n = kept.n + excluded.n, amount = kept.amount + excluded.amount
  `.execute(db);
  await sql`
    insert into fan_shop as kept (shop_id, fan_id, nick, nick_at, first_purchase_at, last_purchase_at, orders, spend,
      refunded, last_active_at)
    select shop_id, fan_id, min(shown_nick), max(happened_at), min(happened_at) filter (where type = 'order.pay'),
      max(happened_at) filter (where type = 'order.pay'), count(*) filter (where type = 'order.pay'),
      coalesce(sum(amount) filter (where type = 'order.pay'), 0),
      coalesce(sum(amount) filter (where type = 'order.refund'), 0), max(happened_at)
    from fact group by 1, 2 order by 2
    on conflict (shop_id, fan_id) do update set orders = kept.orders + excluded.orders,
      spend = kept.spend + excluded.spend, refunded = kept.refunded + excluded.refunded,
      last_active_at = greatest(kept.last_active_at, excluded.last_active_at)`.execute(db);
}

/** Rows by table, and what must come out the same. */
export async function summaryOf(db: Db): Promise<Record<string, number>> {
  const { rows } = await sql<Record<string, number>>`
    select (select count(*) from fan) as fans, (select count(*) from fan_key) as keys,
      (select count(*) from identity) as identities, (select count(*) from shop_order) as orders,
      (select count(*) from event_key) as event_keys, (select count(*) from event) as events,
      (select count(*) from fan_day) as days, (select count(*) from fan_shop) as projected,
      (select sum(spend) from fan_shop)::bigint as spend, (select sum(refunded) from fan_shop)::bigint as refunded,
      (select sum(orders) from fan_shop)::bigint as paid_orders`.execute(db);
  return rows[0] ?? {};
}

/** The rows of the file itself as they stand, into a table without an index. */
export async function copyFile(db: Db, path: string, columns: number): Promise<void> {
  const names = Array.from({ length: columns }, (_, no) => `c${String(no)} text`).join(', ');
  await sql`create table raw_file (${sql.raw(names)})`.execute(db);
  await sql`copy raw_file from ${sql.lit(path)} (format csv, header, encoding 'gb18030')`.execute(db);
}
