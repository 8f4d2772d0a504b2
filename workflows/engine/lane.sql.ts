import { sql } from 'kysely';
import type { LaneState } from '@fanloom/dsl/core/advance.js';
import type { LaneTimes, Place } from '@fanloom/dsl/core/place.js';
import { isAwaited, stepAt } from '@fanloom/dsl/core/place.js';
import type { Tx } from '@fanloom/server/db/database.js';
import type { Group, LaneRef } from './group.sql.js';
import { join } from './branch.sql.js';
import type { Failure } from './failure.js';
import type { StepContext } from './step-context.js';

/** A lane as it is stored. */
export interface LaneRow {
  no: number;
  step: number;
  phase: 'entering' | 'active' | 'waiting' | 'parked';
  seq: number;
  leaving: boolean;
  anchor_at: Date;
  arrived_at: Date;
  point_at: Date | null;
  due_at: Date | null;
  attempts: number;
}

export function timesOf(lane: LaneRow): LaneTimes {
  return {
    anchor: lane.anchor_at.getTime(),
    arrived: lane.arrived_at.getTime(),
    point: lane.point_at?.getTime() ?? null,
  };
}

export function stateOf(lane: Pick<LaneRow, 'seq' | 'due_at'>, armed: boolean): LaneState {
  return { seq: lane.seq, due: lane.due_at?.getTime() ?? null, armed };
}

export async function readLanes(tx: Tx, run: string, turns: readonly { no: number }[]): Promise<LaneRow[]> {
  const { rows } = await sql<LaneRow>`
    select * from lane where run_id = ${run} and no = any(${turns.map((turn) => turn.no)}::int[])`.execute(tx);
  return rows;
}

/** Lanes whose place has changed, for the run that is told of it. */
export type LaneChanges = Record<number, LaneState | null>;

/**
 * Lets a group wait. Where another lane of the run waits at the same step for the same time, the two become one.
 *
 * @param changes receives what became of the lane
 */
export async function storeWaiting(
  context: StepContext,
  group: Group,
  place: Extract<Place, { phase: 'waiting' }>,
  changes: LaneChanges,
): Promise<void> {
  const { tx, version } = context;
  const lane = onlyLane(group);
  const needsArm = version.program.leaves.length > 0 || isAwaited(stepAt(version.program, place.step));
  const { rows } = await sql<{ no: number }>`
    select no from lane where run_id = ${lane.run} and phase = 'waiting' and step = ${place.step} and not leaving
      and anchor_at = ${new Date(place.anchor)} and due_at = ${new Date(place.due)}
      and arrived_at = ${new Date(place.arrived)} and no <> ${lane.no}`.execute(tx);
  const [equal] = rows;
  if (equal) {
    await join(context, group, { lanes: [{ run: lane.run, no: equal.no }], size: 0, leaving: false });
    await removeLane(tx, lane, changes);
  }
  const no = equal?.no ?? lane.no;
  const stored = await sql<{ seq: number; due_at: Date }>`
    insert into lane (run_id, no, step, phase, anchor_at, arrived_at, point_at, due_at)
    values (${lane.run}, ${no}, ${place.step}, 'waiting', ${new Date(place.anchor)}, ${new Date(place.arrived)},
      ${dateOrNull(place.point)}, ${new Date(place.due)})
    on conflict (run_id, no) do update set step = excluded.step, phase = 'waiting', seq = lane.seq + 1,
      anchor_at = excluded.anchor_at, arrived_at = excluded.arrived_at, point_at = excluded.point_at,
      due_at = excluded.due_at, attempts = 0, problem = null
    returning seq, due_at`.execute(tx);
  for (const row of stored.rows) changes[no] = stateOf(row, !needsArm);
}

/** A step has failed: the lane stays before it and tries again at `retryAt`, or for null waits for somebody to look. */
export async function storeFailed(
  { tx }: StepContext,
  group: Group,
  place: LaneTimes & { step: number },
  failure: Failure,
  changes: LaneChanges,
): Promise<void> {
  for (const lane of group.lanes) {
    const { rows } = await sql<{ seq: number; due_at: Date | null }>`
      insert into lane (run_id, no, step, phase, leaving, anchor_at, arrived_at, point_at, due_at, attempts, problem)
      values (${lane.run}, ${lane.no}, ${place.step}, ${failure.retryAt ? 'active' : 'parked'}, ${group.leaving},
        ${new Date(place.anchor)}, ${new Date(place.arrived)}, ${dateOrNull(place.point)}, ${failure.retryAt}, ${failure.attempts},
        ${JSON.stringify(failure.problem)}::jsonb)
      on conflict (run_id, no) do update set step = excluded.step, phase = excluded.phase, seq = lane.seq + 1,
        anchor_at = excluded.anchor_at, arrived_at = excluded.arrived_at, point_at = excluded.point_at,
        due_at = excluded.due_at, attempts = excluded.attempts, problem = excluded.problem
      returning seq, due_at`.execute(tx);
    for (const row of rows) changes[lane.no] = failure.retryAt ? stateOf(row, true) : null;
  }
}

export async function removeLane(tx: Tx, lane: LaneRef, changes: LaneChanges): Promise<void> {
  const { numAffectedRows } = await sql`
    delete from lane where run_id = ${lane.run} and no = ${lane.no}`.execute(tx);
  if (numAffectedRows) changes[lane.no] = null;
}

/** Only blocks that run on leaving go over several runs, and they never wait. */
export function onlyLane(group: Group): LaneRef {
  const [lane, ...more] = group.lanes;
  if (!lane || more.length > 0) throw new Error('A group over several runs cannot wait');
  return lane;
}

function dateOrNull(instant: number | null): Date | null {
  return instant === null ? null : new Date(instant);
}
