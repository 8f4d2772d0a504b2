import { sql } from 'kysely';
import type { LaneTurn } from '@fanloom/dsl/core/advance.js';
import { guard } from './guard.sql.js';
import { type LaneChanges, readLanes, stateOf } from '../engine/lane.sql.js';
import { goOnLive } from '../engine/live-start.sql.js';
import type { LockedRun } from '../engine/locked-run.js';
import { runSteps } from './run-steps.js';
import type { StepContext } from '../engine/step-context.js';
import { wakeWaiting } from '../engine/wake-waiting.sql.js';

/**
 * One more look at lanes that have begun to wait: an event may have been committed between the look before the wait and
 * the wait's own commit, when nobody was waiting for it yet.
 */
export async function armLanes(
  context: StepContext,
  run: LockedRun,
  turns: readonly LaneTurn[],
  changes: LaneChanges,
): Promise<void> {
  const { tx } = context;
  const waiting = (await readLanes(tx, run.id, turns)).filter((lane) => lane.phase === 'waiting');
  const here = sql<boolean>`e.lane_no = any(${waiting.map((lane) => lane.no)}::int[])`;
  await runSteps(context, await guard(context, [run.id], here), changes);
  const live = await goOnLive(context, [run.id]);
  const woken = [...(await wakeWaiting(context, [run.id], here)), ...live.woken];
  if (woken.length > 0) {
    await sql`
      update lane set phase = 'active' where run_id = ${run.id} and no = any(${woken.map((lane) => lane.no)}::int[])
    `.execute(tx);
  }
  for (const lane of waiting) changes[lane.no] = stateOf(lane, true);
  for (const { no } of woken) changes[no] = { seq: 0, due: null, armed: true };
  for (const { no, seq } of live.moved) changes[no] = { seq, due: null, armed: true };
}
