import { sql } from 'kysely';
import type { LaneTurn } from '@fanloom/dsl/core/advance.js';
import { type Place, whenDue } from '@fanloom/dsl/core/place.js';
import { END } from '@fanloom/dsl/ir/program.js';
import { cancelEffects, endGroup } from '../engine/end.sql.js';
import { type Group, inGroup } from '../engine/group.sql.js';
import { comeTo } from './come-to.js';
import { guard } from './guard.sql.js';
import { type LaneChanges, type LaneRow, readLanes, removeLane, stateOf, timesOf } from '../engine/lane.sql.js';
import { gateOf, type LockedRun } from '../engine/locked-run.js';
import { runSteps } from './run-steps.js';
import type { Walker } from './walker.js';
import type { StepContext } from '../engine/step-context.js';

/**
 * Lets lanes of one run act.
 *
 * @returns whether the SOP is paused, and nothing was done
 */
export async function actLanes(
  context: StepContext,
  run: LockedRun,
  turns: readonly LaneTurn[],
  changes: LaneChanges,
): Promise<{ paused: boolean }> {
  const gate = gateOf(run, context.version);
  if (gate === 'paused') return { paused: true };
  const lanes = await lanesInTurn(context, run, turns, changes);
  if (gate === 'stopped') for (const lane of lanes) await stop(context, run, lane, changes);
  else await takeOnward(context, run.id, lanes, changes);
  return { paused: false };
}

/** Those of the lanes that still stand where the run believes them; of the others it is told. */
async function lanesInTurn(
  { tx, now }: StepContext,
  run: LockedRun,
  turns: readonly LaneTurn[],
  changes: LaneChanges,
): Promise<LaneRow[]> {
  const known = new Map((await readLanes(tx, run.id, turns)).map((lane) => [lane.no, lane]));
  return turns.flatMap((turn) => {
    const lane = known.get(turn.no);
    if (!lane || lane.phase === 'parked') {
      changes[turn.no] = null;
      return [];
    }
    if (lane.seq === turn.seq && !isEarly(lane, now)) return [lane];
    changes[turn.no] = stateOf(lane, lane.phase !== 'waiting');
    return [];
  });
}

/** A timer may fire early in business time, when the clock stood still for a while. */
function isEarly(lane: LaneRow, now: Date): boolean {
  return lane.due_at !== null && lane.due_at > now;
}

/**
 * Ends those in these lanes who must leave, and takes the others through their steps until they wait again.
 *
 * @param run locked by the transaction
 */
export async function takeOnward(
  context: StepContext,
  run: string,
  lanes: readonly LaneRow[],
  changes: LaneChanges,
): Promise<void> {
  if (lanes.length === 0) return;
  const inSop = lanes.filter((lane) => !lane.leaving).map((lane) => lane.no);
  const walkers = await guard(context, [run], sql`e.lane_no = any(${inSop}::int[])`);
  const sizes = await sizesOf(context, run, lanes);
  for (const lane of lanes) {
    const size = sizes.get(lane.no) ?? 0;
    const group: Group = { lanes: [{ run, no: lane.no }], size, leaving: lane.leaving };
    walkers.push(...(await whereTo(context, group, lane, changes)));
  }
  await runSteps(context, walkers, changes);
}

async function sizesOf({ tx }: StepContext, run: string, lanes: readonly LaneRow[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ lane_no: number; n: number }>`
    select e.lane_no, count(*)::int as n from enrolment e
    where e.run_id = ${run} and e.lane_no = any(${lanes.map((lane) => lane.no)}::int[])
      and (e.state = 'active' or e.lane_no = any(${lanes.filter((l) => l.leaving).map((l) => l.no)}::int[]))
    group by e.lane_no`.execute(tx);
  return new Map(rows.map((row) => [row.lane_no, row.n]));
}

/** The place from which a lane goes on now. */
async function whereTo(context: StepContext, group: Group, lane: LaneRow, changes: LaneChanges): Promise<Walker[]> {
  const { program } = context.version;
  const times = timesOf(lane);
  const walker = (place: Place): Walker[] => [{ group, place, attempts: lane.attempts }];
  const here: Place = { ...times, phase: 'active', step: lane.step };
  if (lane.attempts > 0) return walker(here);
  if (lane.phase !== 'waiting' || !lane.due_at) return walker(comeTo(context, group, lane.step, times));
  const due = whenDue(program, lane.step, times, lane.due_at.getTime());
  switch (due.kind) {
    case 'act':
      return walker(here);
    case 'go':
      return walker(comeTo(context, group, due.next, { ...times, point: due.point }));
    case 'expire':
      return expire(context, group, lane, changes);
  }
}

/** `最长` is over: all of the lane end here, and run the block that belongs to that. */
async function expire(context: StepContext, group: Group, lane: LaneRow, changes: LaneChanges): Promise<Walker[]> {
  const { tx, version, now } = context;
  await endGroup(tx, group, 'expired', null, now);
  for (const ended of group.lanes) await removeLane(tx, ended, changes);
  const start = version.program.expire?.start ?? END;
  if (start === END) return [];
  const leaving = { ...group, leaving: true };
  return [{ group: leaving, place: comeTo(context, leaving, start, timesOf(lane)), attempts: 0 }];
}

/** The SOP was stopped: everybody in the lane ends where they stand, and nothing planned goes out. */
async function stop({ tx, now }: StepContext, run: LockedRun, lane: LaneRow, changes: LaneChanges): Promise<void> {
  const group: Group = { lanes: [{ run: run.id, no: lane.no }], size: 0, leaving: false };
  await cancelEffects(tx, sql`select e.id from enrolment e where ${inGroup(group)}`, 'stopped', now);
  await endGroup(tx, group, 'stopped', null, now);
  await removeLane(tx, { run: run.id, no: lane.no }, changes);
}
