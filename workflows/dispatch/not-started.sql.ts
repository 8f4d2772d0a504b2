import { sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';
import type { Fact } from './fact.sql.js';

/** Who is asked into an SOP that is paused, stopped or not published leaves a record there; it is not queued. */
export async function recordNotStarted(tx: Tx, facts: readonly Fact[], now: Date): Promise<void> {
  const starts = facts.filter((fact) => fact.kind === 'start' || fact.kind === 'hand');
  if (starts.length === 0) return;
  await sql`
    insert into entry_refusal (sop_id, fan_id, fact_key, reason, at)
    select p.id, s.fan, s.key, 'not_started', ${now}
    from unnest(${starts.map(({ fan }) => fan)}::uuid[], ${starts.map(({ shop }) => shop)}::uuid[],
      ${starts.map(({ detail }) => detail.sop ?? '')}::text[], ${starts.map(({ identity }) => identity ?? '')}::text[]
    ) s(fan, shop, sop, key)
    join sop p on p.shop_id = s.shop and p.name = s.sop
    where p.gate <> 'open' or p.live_version is null
    on conflict do nothing`.execute(tx);
}
