import { sql } from 'kysely';
import type { Tx } from '../db/database.js';
import { PASSIVE } from '../identity/passive-event.js';

/** First and last times and categories of fans, from the events that are left. */
export async function findTimesAgain(tx: Tx, shopId: string, rootIds: string[]): Promise<void> {
  await sql`
    update fan_shop s set
      first_follow_at = left_over.first_follow_at,
      first_purchase_at = left_over.first_purchase_at,
      last_purchase_at = left_over.last_purchase_at,
      last_active_at = coalesce(greatest(left_over.last_active_at, s.last_watch_at), s.last_active_at),
      categories = left_over.categories
    from unnest(${rootIds}::uuid[]) as told (id), lateral (
      select min(e.happened_at) filter (where e.type = 'follow') as first_follow_at,
        min(e.happened_at) filter (where e.type = 'order.pay') as first_purchase_at,
        max(e.happened_at) filter (where e.type = 'order.pay') as last_purchase_at,
        max(e.happened_at) filter (where e.type <> all(${[...PASSIVE]}::text[])) as last_active_at,
        coalesce(array_agg(distinct category order by category) filter (where category is not null), '{}') as categories
      from fan f join event e on e.fan_id = f.id
        left join lateral jsonb_array_elements_text(
          case when e.type <> 'order.pay' then '[]'
            when jsonb_typeof(e.properties->'category') = 'array' then e.properties->'category'
            when e.properties ? 'category' then jsonb_build_array(e.properties->'category')
            else '[]' end) category on true
      where f.root_id = told.id and e.shop_id = ${shopId}) left_over
    where s.shop_id = ${shopId} and s.fan_id = told.id`.execute(tx);
}
