import { sql } from 'kysely';
import type { StepContext } from '../engine/step-context.js';
import type { Candidate } from './enrol.sql.js';

/** Why somebody does not enter, besides the re-entry clause. */
export type Refusal = 'leaves_already' | 'out_of_scope' | 'failed';

/** Records who does not enter, and why. */
export async function refuse(
  { tx, version, now }: StepContext,
  refused: readonly Pick<Candidate, 'fan' | 'factKey'>[],
  reason: Refusal,
): Promise<void> {
  if (refused.length === 0) return;
  await sql`
    insert into entry_refusal (sop_id, fan_id, fact_key, reason, at)
    select ${version.sopId}, c.fan, c.fact_key, ${reason}, ${now}
    from unnest(${refused.map((c) => c.fan)}::uuid[], ${refused.map((c) => c.factKey)}::text[]) c(fan, fact_key)
    on conflict do nothing`.execute(tx);
}
