import { sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';
import { DAYS, type ShopSize } from './size.js';

/**
 * Draws the fans into the temporary table `made_fan` (n, id, since, until, followed) and writes their rows. As in the
 * demo's exports, a quarter of them have been silent for a month or more, and low numbers buy most. What is encrypted has
 * the length of the real thing and no meaning.
 */
export async function fillFans(tx: Tx, shopId: string, { fans, endsAt }: ShopSize): Promise<void> {
  await sql`
    create temporary table made_fan (n bigint primary key, id uuid not null, followed timestamptz not null,
      since timestamptz not null, until timestamptz not null) on commit drop`.execute(tx);
  await sql`
    insert into made_fan (n, id, followed, since, until)
    select n, pg_temp.made_id(n, 0, followed) as id, followed,
      greatest(followed, ${endsAt}::timestamptz - make_interval(days => ${DAYS})) as since, until
    from (
      select n, until, least(until - interval '1 day', ${endsAt}::timestamptz - interval '1 day'
        * (case when n < ${fans} * 0.1 then 150 + 250 * pg_temp.draw(n, 1) else 1 + 399 * pg_temp.draw(n, 1) end)) as followed
      from (
        select n, ${endsAt}::timestamptz - case when pg_temp.draw(n, 2) < 0.24
          then interval '1 day' * (33 + 77 * pg_temp.draw(n, 3)) else interval '0' end as until
        from generate_series(0, ${fans}::bigint - 1) as n
      ) as silent
    ) as present`.execute(tx);
  await sql`analyze made_fan`.execute(tx);
  await sql`
    insert into fan (id, root_id, nick, phone_encrypted, phone_mask, created_at, updated_at)
    select id, id, 'nick' || n, decode(repeat(md5(n::text), 2), 'hex'),
      '154****' || lpad((n % 10000)::text, 4, '0'), followed, followed
    from made_fan order by id`.execute(tx);
  await sql`
    insert into fan_key (fan_id, wrapped)
    select id, decode(repeat(md5(n::text), 4), 'hex') from made_fan order by id`.execute(tx);
  await sql`
    insert into identity (kind, scope, hash, fan_id)
    select kind, case kind when 'nick' then ${`taobao:${shopId}`} else '' end, sha256(convert_to(kind || n, 'UTF8')), id
    from made_fan cross join (values ('nick'), ('phone')) as kinds (kind) order by 1, 2, 3`.execute(tx);
  await sql`
    insert into consent (shop_id, fan_id, channel, granted, source, at)
    select ${shopId}::uuid, id, channel, true, 'import', followed
    from made_fan cross join (values ('private_message'), ('sms')) as channels (channel) order by 2, 3`.execute(tx);
}
