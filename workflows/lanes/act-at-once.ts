import { sql } from 'kysely';
import type { StepContext } from '../engine/step-context.js';
import { type LaneChanges, readLanes } from '../engine/lane.sql.js';
import { takeOnward } from './act-lanes.js';

/**
 * Lets lanes that have just come into a run act in the same transaction, without the way through the run's workflow.
 * It learns where they wait when it is rung, and then looks at them once more.
 *
 * @param run locked by the transaction, and open
 */
export async function actAtOnce(context: StepContext, run: string, lanes: readonly number[]): Promise<void> {
  const { tx } = context;
  const changes: LaneChanges = {};
  const rows = await readLanes(
    tx,
    run,
    lanes.map((no) => ({ no })),
  );
  await takeOnward(context, run, rows, changes);
  await sql`
    update lane set told = false
    where run_id = ${run} and no = any(${Object.keys(changes).map(Number)}::int[])`.execute(tx);
}
