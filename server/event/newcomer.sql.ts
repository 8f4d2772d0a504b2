import { sql } from 'kysely';
import type { Tx } from '../db/database.js';
import { mark } from '../db/prepared.js';
import type { ResolvedFan } from '../identity/resolve-fans.js';

/**
 * Rule tags and triggers that watch a condition look at fans whom a shop is about to hear of for the first time, and everywhere at those of whom a new
 * identity has become known: no event tells of either. To be called before the fans' facts are recorded.
 */
export async function tellOfNewcomers(tx: Tx, shopId: string, fans: readonly ResolvedFan[]): Promise<void> {
  const identified = new Set(fans.flatMap((fan) => (fan.identified ? fan.rootId : [])));
  const roots = [...new Set(fans.map(({ rootId }) => rootId))];
  await sql`
    insert into fact_outbox (shard, kind, shop_id, ids)
    select get_byte(uuid_send(fan), 15) & 15, 'known', shop_id, array_agg(fan) from (
      select fan, ${shopId}::uuid as shop_id from unnest(${roots}::uuid[]) fan
      where not exists (select from fan_shop s where s.shop_id = ${shopId} and s.fan_id = fan)
      union
      select s.fan_id, s.shop_id from fan_shop s where s.fan_id = any(${[...identified]}::uuid[])
    ) news where exists (select from listen where key = 'known')
      and shop_id in (select shop_id from listen where key = 'known') group by 1, shop_id
    ${sql.raw(mark)}`.execute(tx);
}
