import { sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';

/**
 * Writes what the shop knows of each fan in `made_fan`, from their orders and events.
 *
 * @param owners staff who look after six fans in ten, in turn; the others are the pool's
 */
export async function projectFans(tx: Tx, shopId: string, owners: { id: string; teamId: string }[]): Promise<void> {
  await sql`
    insert into fan_shop (shop_id, fan_id, owner_id, team_id, nick, nick_at, source, first_follow_at, last_watch_at,
      watch_seconds, visits, comments, shares, first_purchase_at, last_purchase_at, orders, spend, refunded,
      last_active_at)
    select ${shopId}::uuid, f.id, owner.id, owner.team_id, 'nick' || f.n, f.followed, '直播间', f.followed,
      seen.last_watch_at, coalesce(seen.seconds, 0), coalesce(seen.visits, 0), coalesce(seen.comments, 0),
      coalesce(seen.shares, 0), bought.first_at, bought.last_at, coalesce(bought.orders, 0), coalesce(bought.spend, 0),
      coalesce(bought.refunded, 0), greatest(f.followed, seen.last_at, bought.last_at)
    from made_fan f
    left join (
      select fan_id, min(paid_at) as first_at, max(paid_at) as last_at, count(*) as orders, sum(paid) as spend,
        sum(refunded) as refunded
      from shop_order where shop_id = ${shopId} and paid_at is not null group by fan_id
    ) as bought on bought.fan_id = f.id
    left join (
      select fan_id, max(happened_at) as last_at, max(happened_at) filter (where type = 'live.watch') as last_watch_at,
        sum((properties ->> 'duration')::bigint) as seconds, count(*) filter (where type = 'live.enter') as visits,
        count(*) filter (where type = 'live.comment') as comments, count(*) filter (where type = 'live.share') as shares
      from event where shop_id = ${shopId} group by fan_id
    ) as seen on seen.fan_id = f.id
    left join unnest(${owners.map(({ id }) => id)}::uuid[], ${owners.map(({ teamId }) => teamId)}::uuid[])
      with ordinality as owner (id, team_id, no)
      on pg_temp.draw(f.n, 30) < 0.6 and owner.no = 1 + f.n % ${owners.length}
    order by f.id`.execute(tx);
}
