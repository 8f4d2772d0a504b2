import { sql } from 'kysely';
import { tagKey } from '@fanloom/server/condition/listen-key.js';
import type { StepContext } from '../engine/step-context.js';

/** What a step needs to tell the dispatcher of a change: the transaction and whose shop it is. */
export type Where = Pick<StepContext, 'tx'> & { version: Pick<StepContext['version'], 'shopId'> };

/** Tells the dispatcher that some of these tags of fans have changed, so that whatever depends on them looks at them. */
export async function emitTagFacts(where: Where, fans: readonly string[], tags: readonly string[]): Promise<void> {
  await emit(where, { kind: 'tag', keys: ['tag', ...tags.map(tagKey)], detail: { tags } }, fans);
}

/** Tells the dispatcher that fields of these fans have changed, if anybody depends on fields. */
export async function emitFieldFacts(where: Where, fans: readonly string[]): Promise<void> {
  await emit(where, { kind: 'field', keys: ['field'], detail: {} }, fans);
}

interface Change {
  kind: 'tag' | 'field';
  /** In `listen`, of those who want to know. */
  keys: readonly string[];
  detail: object;
}

async function emit({ tx, version }: Where, { kind, keys, detail }: Change, fans: readonly string[]): Promise<void> {
  if (fans.length === 0) return;
  await sql`
    insert into fact_outbox (shard, kind, shop_id, ids, detail)
    select ${shardOf('fan')}, ${kind}, ${version.shopId}, array_agg(distinct fan), ${JSON.stringify(detail)}
    from unnest(${fans}::uuid[]) fan
    where exists (select from listen l where l.shop_id = ${version.shopId} and l.key = any(${keys}::text[]))
    group by 1`.execute(tx);
}

/** SQL of `shardOf` in server/event/shard.ts. */
export function shardOf(fan: string) {
  return sql`(get_byte(uuid_send(${sql.ref(fan)}), 15) & 15)::smallint`;
}
