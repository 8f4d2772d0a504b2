import { sql } from 'kysely';
import { arrive, whenDue } from '@fanloom/dsl/core/place.js';
import type { Db } from '@fanloom/server/db/database.js';
import { cancelEffects, endGroup } from '../engine/end.sql.js';
import { type Group, inGroup } from '../engine/group.sql.js';
import { guard } from '../engine/guard.sql.js';
import { type LaneRow, readLane, removeLane, stateOf, timesOf } from '../engine/lane.sql.js';
import { gateOf, type LockedRun } from '../engine/locked-run.js';
import { runSteps, type Walker } from '../engine/run-steps.js';
import type { StepContext } from '../engine/step-context.js';
import { carryOut, type Changes, type CommandInput, type CommandResult } from './command.js';

export interface LaneCommand extends CommandInput {
  lane: number;
  seq: number;
}

/** Lets a lane act: ends who must leave, then takes the others through their steps until they wait again. */
export function perform(db: Db, input: LaneCommand): Promise<CommandResult> {
  return carryOut(db, input, async (context, run, changes) => {
    const lane = await readLane(context.tx, { run: run.id, no: input.lane });
    if (!lane || lane.phase === 'parked') {
      changes[input.lane] = null;
      return { paused: false };
    }
    if (lane.seq !== input.seq || isEarly(lane, context.now)) {
      changes[input.lane] = stateOf(lane, lane.phase !== 'waiting');
      return { paused: false };
    }
    switch (gateOf(run, context.version)) {
      case 'paused':
        return { paused: true };
      case 'stopped':
        await stop(context, run, lane, changes);
        return { paused: false };
      case 'open':
        await act(context, run, lane, changes);
        return { paused: false };
    }
  });
}

/** A timer may fire early in business time, when the clock stood still for a while. */
function isEarly(lane: LaneRow, now: Date): boolean {
  return lane.due_at !== null && lane.due_at > now;
}

async function act(context: StepContext, run: LockedRun, lane: LaneRow, changes: Changes): Promise<void> {
  const { tx } = context;
  const group: Group = { lanes: [{ run: run.id, no: lane.no }], size: 0, leaving: lane.leaving };
  const leaving = lane.leaving ? [] : await guard(context, [run.id], sql`e.lane_no = ${lane.no}`);
  group.size = await sizeOf(context, group);
  await runSteps(context, [...leaving, ...(await whereTo(context, group, lane, changes))], changes);
  if (changes[lane.no] === undefined) {
    const moved = await readLane(tx, { run: run.id, no: lane.no });
    if (moved?.seq === lane.seq) throw new Error(`Lane ${lane.no} of run ${run.id} has not moved`);
  }
}

async function sizeOf({ tx }: StepContext, group: Group): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from enrolment e where ${inGroup(group)}`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** The place from which a lane goes on now. */
async function whereTo(context: StepContext, group: Group, lane: LaneRow, changes: Changes): Promise<Walker[]> {
  const { version, now, tx } = context;
  const { program, zone } = version;
  const times = timesOf(lane);
  const walker = (place: Walker['place']): Walker[] => [{ group, place, attempts: lane.attempts }];
  if (lane.phase !== 'waiting' || !lane.due_at) {
    return walker(lane.attempts > 0 ? { ...times, phase: 'active', step: lane.step } : arrive(program, lane.step, times, now.getTime(), zone));
  }
  const due = whenDue(program, lane.step, times, lane.due_at.getTime());
  switch (due.kind) {
    case 'act':
      return walker({ ...times, phase: 'active', step: lane.step });
    case 'go':
      return walker(arrive(program, due.next, { ...times, point: due.point }, now.getTime(), zone));
    case 'expire': {
      await endGroup(tx, group, 'expired', null, now);
      for (const ended of group.lanes) await removeLane(tx, ended, changes);
      const start = program.expire?.start ?? -1;
      const out: Group = { ...group, leaving: true };
      return [{ group: out, place: arrive(program, start, times, now.getTime(), zone), attempts: 0 }];
    }
  }
}

/** The SOP was stopped: everybody in the lane ends where they stand, and nothing planned goes out. */
async function stop({ tx, now }: StepContext, run: LockedRun, lane: LaneRow, changes: Changes): Promise<void> {
  const group: Group = { lanes: [{ run: run.id, no: lane.no }], size: 0, leaving: false };
  await cancelEffects(tx, sql`select e.id from enrolment e where ${inGroup(group)}`, 'stopped', now);
  await endGroup(tx, group, 'stopped', null, now);
  await removeLane(tx, { run: run.id, no: lane.no }, changes);
}
