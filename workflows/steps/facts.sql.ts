import { sql } from 'kysely';
import type { StepContext } from '../engine/step-context.js';

/** What a step needs to tell the dispatcher of a change: the transaction and whose shop it is. */
export type Where = Pick<StepContext, 'tx'> & { version: Pick<StepContext['version'], 'shopId'> };

/** Tells the dispatcher that these fans' tags have changed, so that SOPs which depend on tags look at them. */
export async function emitTagFacts(where: Where, fans: readonly string[]): Promise<void> {
  await emit(where, 'tag', fans);
}

/** Tells the dispatcher that fields of these fans have changed, if anybody depends on fields. */
export async function emitFieldFacts(where: Where, fans: readonly string[]): Promise<void> {
  await emit(where, 'field', fans);
}

async function emit({ tx, version }: Where, kind: 'tag' | 'field', fans: readonly string[]): Promise<void> {
  if (fans.length === 0) return;
  await sql`
    insert into fact_outbox (shard, kind, shop_id, ids)
    select ${shardOf('fan')}, ${kind}, ${version.shopId}, array_agg(distinct fan)
    from unnest(${fans}::uuid[]) fan
    where exists (select from listen l where l.shop_id = ${version.shopId} and l.key = ${kind})
    group by 1`.execute(tx);
}

/** SQL of `shardOf` in server/event/shard.ts. */
export function shardOf(fan: string) {
  return sql`(get_byte(uuid_send(${sql.ref(fan)}), 15) & 15)::smallint`;
}
