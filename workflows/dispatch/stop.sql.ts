import { sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';
import { cancelEffects, leaveEntries } from '../engine/end.sql.js';
import type { Fact } from './fact.sql.js';

/**
 * `停止流程`: takes fans out of every stay in the SOP that is named, without its leave block, and drops what was planned
 * for them there.
 *
 * @param runs locked by the transaction
 */
export async function endStopped(tx: Tx, runs: readonly string[], facts: readonly Fact[], now: Date): Promise<void> {
  const stops = facts.filter((fact) => fact.kind === 'stop');
  if (stops.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    with gone as (
      update enrolment e set state = 'stopped', reason = 'stopped_by_sop', ended_at = ${now}
      from fan f, sop p, unnest(${stops.map(({ fan }) => fan)}::uuid[], ${stops.map(({ shop }) => shop)}::uuid[],
        ${stops.map(({ detail }) => detail.sop ?? '')}::text[]) said(fan, shop, sop)
      where f.id = e.fan_id and f.root_id = said.fan and p.id = e.sop_id and p.shop_id = said.shop and p.name = said.sop
        and e.run_id = any(${runs}::uuid[]) and e.state = 'active'
      returning e.id, e.sop_id, e.fan_id, e.thing
    ), released as (${leaveEntries('gone')}), tasks as (
      update task set state_reason = 'stopped_by_sop' from gone
      where task.enrolment_id = gone.id and task.state = 'open'
    )
    select id from gone`.execute(tx);
  if (rows.length === 0) return;
  await cancelEffects(tx, sql`select unnest(${rows.map((row) => row.id)}::uuid[])`, 'stopped_by_sop', now);
}
