import { sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';
import type { SetAside } from './facts-by-fan.js';

/**
 * Facts that could not be handled stay in the outbox, where nobody claims them again until their problem is taken away.
 * Whom they would have let in is refused.
 */
export async function setAside(tx: Tx, failures: readonly SetAside[], now: Date): Promise<void> {
  for (const { fact, role, sopId, sqlstate } of failures) {
    const keys = fact.kind === 'event' && fact.identity !== null ? [fact.identity] : [];
    const problem = { code: 'ENGINE_FACT_FAILED', sqlstate, role, sop_id: sopId };
    await sql`
      insert into fact_outbox (shard, kind, shop_id, ids, keys, detail, problem)
      values (${fact.shard}, ${fact.kind}, ${fact.shop}, array[${fact.id}]::uuid[], ${keys}::uuid[],
        ${JSON.stringify(fact.detail)}::jsonb, ${JSON.stringify(problem)}::jsonb)`.execute(tx);
    if (role !== 'enter') continue;
    await sql`
      insert into entry_refusal (sop_id, fan_id, fact_key, reason, at)
      values (${sopId}, ${fact.fan}, ${fact.identity ?? fact.id}, 'failed', ${now}) on conflict do nothing`.execute(tx);
  }
}
