import { sql } from 'kysely';
import type { StepContext } from '../engine/step-context.js';

/** Tells the dispatcher that these fans' tags have changed, so that SOPs which depend on tags look at them. */
export async function emitTagFacts({ tx, version }: StepContext, fans: readonly string[]): Promise<void> {
  if (fans.length === 0) return;
  await sql`
    insert into fact_outbox (shard, kind, shop_id, ids)
    select ${shardOf('fan')}, 'tag', ${version.shopId}, array_agg(distinct fan)
    from unnest(${fans}::uuid[]) fan group by 1`.execute(tx);
}

/** SQL of `shardOf` in server/event/shard.ts. */
export function shardOf(fan: string) {
  return sql`(get_byte(uuid_send(${sql.ref(fan)}), 15) & 15)::smallint`;
}
