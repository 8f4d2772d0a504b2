import { sql } from 'kysely';
import type { Db } from '@fanloom/server/db/database.js';

/** Facts that one ingest transaction takes in at most. */
const BATCH = 5_000;

/** Writes fans who have just followed the shop, agreed to private messages, and have done nothing else yet. */
export async function fillFollowers(db: Db, shopId: string, fans: number, followedAt: Date): Promise<void> {
  await sql`
    select ensure_event_month(month)
    from generate_series(${followedAt}::timestamptz, ${followedAt}::timestamptz + interval '1 month', '20 days') month
  `.execute(db);
  await sql`
    insert into fan (id, root_id, nick)
    select id, id, '粉丝' || n from (select uuid7() as id, n from generate_series(1, ${fans}::int) n) made`.execute(db);
  await sql`
    insert into fan_shop (shop_id, fan_id, nick, nick_at, first_follow_at, last_active_at)
    select ${shopId}::uuid, id, nick, ${followedAt}::timestamptz, ${followedAt}, ${followedAt} from fan order by id
  `.execute(db);
  await sql`
    insert into consent (shop_id, fan_id, channel, granted, source, at)
    select ${shopId}::uuid, id, 'private_message', true, 'follow', ${followedAt}::timestamptz from fan order by id
  `.execute(db);
  await sql`
    insert into event (shop_id, fan_id, type, happened_at, arrived_at, source)
    select ${shopId}::uuid, id, 'follow', ${followedAt}::timestamptz, ${followedAt}, 'bench' from fan order by id
  `.execute(db);
  await sql`
    insert into fan_day (fan_id, shop_id, type, day, n)
    select fan_id, shop_id, type, (happened_at at time zone 'Asia/Shanghai')::date, 1 from event order by fan_id
  `.execute(db);
  await sql`vacuum analyze`.execute(db);
}

/** Puts the follows into the outbox, as ingest transactions of full batches do. */
export async function announceFollows(db: Db): Promise<void> {
  await sql`
    insert into fact_outbox (shard, kind, shop_id, ids, keys, detail)
    select shard, 'event', shop_id, array_agg(id order by id), array_agg(id order by id),
      jsonb_build_object('from', min(happened_at), 'to', max(happened_at))
    from (
      select ev.*, (get_byte(uuid_send(fan_id), 15) & 15)::smallint as shard,
        (row_number() over (order by id) - 1) / ${BATCH}::int as batch
      from event ev where type = 'follow'
    ) follows
    group by batch, shard, shop_id order by batch, shard`.execute(db);
  await sql`select pg_notify('fanloom_outbox', '')`.execute(db);
}
