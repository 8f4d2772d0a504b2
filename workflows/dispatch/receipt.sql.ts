import { sql } from 'kysely';
import type { LaneRef } from '../engine/group.sql.js';
import type { StepContext } from '../engine/step-context.js';
import { moveToWoken } from '../engine/wake-waiting.sql.js';
import type { Fact } from './fact.sql.js';

/** Moves those who wait for the receipt of a message that has one now. An unknown outcome counts as sent. */
export async function wakeReceived(
  context: StepContext,
  runs: readonly string[],
  facts: readonly Fact[],
): Promise<LaneRef[]> {
  const effects = facts.filter((fact) => fact.kind === 'receipt').map((fact) => fact.id);
  if (effects.length === 0) return [];
  const woken: LaneRef[] = [];
  for (const [index, step] of context.version.program.steps.entries()) {
    if (step.kind !== 'receipt') continue;
    const { rows } = await sql<{ id: string; run_id: string; lane_no: number; failed: boolean }>`
      select e.id, e.run_id, e.lane_no, x.status = 'failed' as failed
      from effect x
      join enrolment e on e.id = x.enrolment_id and e.state = 'active' and e.run_id = any(${runs}::uuid[])
      join lane l on l.run_id = e.run_id and l.no = e.lane_no and l.phase = 'waiting' and l.step = ${index}
      where x.id = any(${effects}::uuid[]) and x.step_key = ${step.send}
        and x.status in ('sent', 'failed', 'unknown')`.execute(context.tx);
    const failed = rows.filter((row) => row.failed);
    const sent = rows.filter((row) => !row.failed);
    woken.push(...(await moveToWoken(context, failed, step.undelivered)));
    woken.push(...(await moveToWoken(context, sent, step.next)));
  }
  return woken;
}
