import { sql } from 'kysely';
import type { Db } from '@fanloom/server/db/database.js';

/** What carries messages: a channel of a shop. */
export interface Way {
  shopId: string;
  channel: string;
}

/** Ways with messages that are due: from one to the next by the index, however many messages wait on each. */
export async function dueWays(db: Db): Promise<Way[]> {
  const { rows } = await sql<Way>`
    with recursive way as (
      (select shop_id, channel from effect where status = 'planned' order by shop_id, channel limit 1)
      union all
      select next.shop_id, next.channel from way cross join lateral (
        select shop_id, channel from effect
        where status = 'planned' and (shop_id, channel) > (way.shop_id, way.channel) order by shop_id, channel limit 1
      ) next
    )
    select way.shop_id as "shopId", way.channel from way cross join (select business_now() as at offset 0) clock
    where exists (select from effect x where x.status = 'planned' and x.shop_id = way.shop_id
      and x.channel = way.channel and x.send_at <= clock.at)`.execute(db);
  return rows;
}
