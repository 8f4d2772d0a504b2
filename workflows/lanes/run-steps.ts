import { listensOf } from '@fanloom/dsl/core/listens.js';
import { type Place, arrive, hold, stepAt } from '@fanloom/dsl/core/place.js';
import type { Program, Step } from '@fanloom/dsl/ir/program.js';
import { sql } from 'kysely';
import { performStep } from '../steps/perform-step.js';
import { join } from '../engine/branch.sql.js';
import { endGroup } from '../engine/end.sql.js';
import { failureOf, isStepFailure } from '../engine/failure.js';
import { type LaneChanges, onlyLane, removeLane, storeFailed, storeWaiting } from '../engine/lane.sql.js';
import { type Group, inGroup } from '../engine/group.sql.js';
import type { StepContext, StepPart } from '../engine/step-context.js';
import { guard } from './guard.sql.js';
import type { Walker } from './walker.js';

/**
 * Takes groups through their steps until all of them wait, have finished, or stand before a step that fails. Groups
 * are taken by rising step: all jumps point forward, so branches that come together again meet and go on as one.
 *
 * @param changes receives what became of lanes
 */
export async function runSteps(context: StepContext, walkers: Walker[], changes: LaneChanges): Promise<void> {
  const work = [...walkers];
  for (let next = takeFirst(work); next; next = takeFirst(work)) {
    const { group, place } = next;
    if (group.size === 0) {
      for (const lane of group.lanes) await removeLane(context.tx, lane, changes);
    } else if (place.phase === 'active') {
      await meet(context, next, work, changes);
      work.push(...(await act(context, next, place, changes)));
    } else {
      await settle(context, group, place, changes);
    }
  }
}

/** The walker at the lowest step; those that have settled come first. */
function takeFirst(work: Walker[]): Walker | undefined {
  const rank = ({ place }: Walker) => (place.phase === 'active' ? place.step : -1);
  work.sort((a, b) => rank(a) - rank(b));
  return work.shift();
}

/** Others at the same place join: from here on they are one group. */
async function meet(context: StepContext, walker: Walker, work: Walker[], changes: LaneChanges): Promise<void> {
  for (const other of work.filter((candidate) => samePlace(walker, candidate))) {
    await join(context, other.group, walker.group);
    for (const lane of other.group.lanes) await removeLane(context.tx, lane, changes);
    work.splice(work.indexOf(other), 1);
  }
}

function samePlace(a: Walker, b: Walker): boolean {
  return (
    a.place.phase === 'active' &&
    b.place.phase === 'active' &&
    a.place.step === b.place.step &&
    a.place.anchor === b.place.anchor &&
    a.group.leaving === b.group.leaving
  );
}

async function act(
  context: StepContext,
  { group, place, attempts }: Walker,
  at: Extract<Place, { phase: 'active' }>,
  changes: LaneChanges,
): Promise<Walker[]> {
  const { tx, version, now } = context;
  const { program, zone } = version;
  const step = stepAt(program, at.step);
  await sql`savepoint step`.execute(tx);
  try {
    const size = group.size;
    const outcome = await performStep(context, { group, times: place }, step, at.step);
    await sql`release savepoint step`.execute(tx);
    if (outcome.kind === 'hold') {
      return [{ group, place: hold(program, at.step, place, outcome.until), attempts: 0 }];
    }
    context.counts.add(group, step.key, { arrived: size });
    const gone = changesTags(step) && !group.leaving ? await leaveByOwnStep(context, outcome.parts) : [];
    const staying = outcome.parts.map((part) => ({
      group: part.group,
      place: arrive(program, part.next, part.times ?? place, now.getTime(), zone),
      attempts: 0,
    }));
    return [...gone, ...staying];
  } catch (error) {
    if (!isStepFailure(error)) throw error;
    await sql`rollback to savepoint step`.execute(tx);
    await storeFailed(context, group, at, failureOf(error, attempts + 1, step.key, now), changes);
    return [];
  }
}

function changesTags(step: Step): boolean {
  return step.kind === 'tag' || step.kind === 'untag';
}

/** A state that a step has just made true ends the stay before the next step starts. */
async function leaveByOwnStep(context: StepContext, parts: readonly StepPart[]): Promise<Walker[]> {
  if (!leavesByTag(context.version.program)) return [];
  const walkers: Walker[] = [];
  for (const { group } of parts) {
    const runs = group.lanes.map((lane) => lane.run);
    const gone = await guard(context, runs, inGroup(group), 'own-step');
    for (const walker of gone) group.size -= walker.group.size;
    walkers.push(...gone);
  }
  return walkers;
}

function leavesByTag(program: Program): boolean {
  return listensOf(program).some((listen) => listen.role === 'leave' && listen.key === 'tag');
}

async function settle(
  context: StepContext,
  group: Group,
  place: Exclude<Place, { phase: 'active' }>,
  changes: LaneChanges,
): Promise<void> {
  if (place.phase === 'waiting' && !group.leaving) {
    await storeWaiting(context, group, place, changes);
    return;
  }
  if (!group.leaving) await endGroup(context.tx, group, 'finished', null, context.now);
  for (const lane of group.leaving ? group.lanes : [onlyLane(group)]) await removeLane(context.tx, lane, changes);
}
