import { sql } from 'kysely';
import type { Db } from '@fanloom/server/db/database.js';

export const DAYS = 30;
/** Broadcasts that each fan watches. */
const WATCHED = 5;

/**
 * Writes fans who have followed the shop in the month before `endsAt`, watch broadcasts from then on, and of whom every
 * fifth buys something.
 */
export async function fillMonth(db: Db, shopId: string, fans: number, endsAt: Date): Promise<void> {
  await sql`
    select ensure_event_month(month) from generate_series(${endsAt}::timestamptz - interval '2 months',
      ${endsAt}::timestamptz + interval '1 month', interval '20 days') month`.execute(db);
  await sql`
    create table made_fan as
    select uuid7() as id, n, ${endsAt}::timestamptz - interval '1 day' * ${DAYS}::float8
      * ((hashint8extended(n, 1) & 65535) / 65536.0) as followed
    from generate_series(1, ${fans}::int) n`.execute(db);
  await sql`insert into fan (id, root_id, nick) select id, id, '粉丝' || n from made_fan order by id`.execute(db);
  await sql`
    insert into fan_shop (shop_id, fan_id, nick, first_follow_at, last_active_at)
    select ${shopId}::uuid, id, '粉丝' || n, followed, followed from made_fan order by id`.execute(db);
  await sql`
    insert into consent (shop_id, fan_id, channel, granted, source, at)
    select ${shopId}::uuid, id, 'private_message', true, 'follow', followed from made_fan order by id`.execute(db);
  await sql`
    insert into event (shop_id, fan_id, type, happened_at, arrived_at, source, properties)
    select ${shopId}::uuid, id, type, at, at, 'bench', properties from (
      select id, 'follow' as type, followed as at, '{}'::jsonb as properties from made_fan
      union all
      select id, 'live.watch', followed + (${endsAt}::timestamptz - followed) * ((hashint8extended(n, i) & 65535) / 65536.0),
        '{"duration": 300}' from made_fan cross join generate_series(2, ${WATCHED + 1}) i
      union all
      select id, 'order.pay', followed + (${endsAt}::timestamptz - followed) * ((hashint8extended(n, 9) & 65535) / 65536.0),
        '{"amount": 9900}' from made_fan where n % 5 = 0
    ) happened order by at`.execute(db);
  await sql`drop table made_fan`.execute(db);
  await sql`vacuum analyze`.execute(db);
}
