import { listensOf } from '@fanloom/dsl/core/listens.js';
import { type Place, hold, stepAt } from '@fanloom/dsl/core/place.js';
import type { Program, Step } from '@fanloom/dsl/ir/program.js';
import { sql } from 'kysely';
import type pg from 'pg';
import { performStep } from '../steps/perform-step.js';
import { branch, join } from '../engine/branch.sql.js';
import { endGroup } from '../engine/end.sql.js';
import { stepFailure } from '../engine/failure.js';
import { type LaneChanges, onlyLane, removeLane, storeFailed, storeWaiting } from '../engine/lane.sql.js';
import { fromGroup, type Group, inGroup } from '../engine/group.sql.js';
import type { StepContext, StepPart } from '../engine/step-context.js';
import { comeTo } from './come-to.js';
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
  walker: Walker,
  at: Extract<Place, { phase: 'active' }>,
  changes: LaneChanges,
): Promise<Walker[]> {
  const { group, place } = walker;
  const { program } = context.version;
  const step = stepAt(program, at.step);
  const attempt = await context.isolation.attempt(() =>
    performStep(context, { group: { ...group, lanes: [...group.lanes] }, times: place }, step, at.step),
  );
  if (!attempt.done) return standStill(context, walker, at, attempt.error, changes);
  const outcome = attempt.result;
  if (outcome.kind === 'hold') {
    return [{ group, place: hold(program, at.step, place, outcome.until), attempts: 0 }];
  }
  if (outcome.counts) context.counts.add(group, step.key, outcome.counts);
  const gone = group.leaving ? [] : await leaveByOwnStep(context, changedBy(step), outcome.parts);
  const staying = outcome.parts.map((part) => ({
    group: part.group,
    place:
      part.until === undefined
        ? comeTo(context, part.group, part.next, part.times ?? place)
        : hold(program, at.step, place, part.until),
    attempts: 0,
  }));
  return [...gone, ...staying];
}

/** A step has failed: it is done for either half of the group, until the single fans are found for whom it fails. */
async function standStill(
  context: StepContext,
  walker: Walker,
  at: Extract<Place, { phase: 'active' }>,
  error: pg.DatabaseError,
  changes: LaneChanges,
): Promise<Walker[]> {
  const { group, attempts } = walker;
  const half = group.size > 1 && context.isolation.maySingleOut ? await halve(context, group) : null;
  if (half) {
    const first = await act(context, { ...walker, group: half }, at, changes);
    return [...first, ...(await act(context, walker, at, changes))];
  }
  context.isolation.singleOut();
  const { key } = stepAt(context.version.program, at.step);
  await storeFailed(context, group, at, stepFailure(error, attempts + 1, key, context.now), changes);
  return [];
}

/** Moves half of the group into lanes of their own. */
function halve(context: StepContext, group: Group): Promise<Group | null> {
  const middle = sql`select percentile_disc(0.5) within group (order by e.id) ${fromGroup(group)}`;
  return branch(context, group, sql`e.id <= (${middle})`);
}

/** What a step does to its fans, as keys that leave clauses listen to. */
function changedBy(step: Step): readonly string[] {
  switch (step.kind) {
    case 'tag':
      return ['tag', 'tag.add'];
    case 'untag':
      return ['tag', 'tag.remove'];
    case 'set':
    case 'upgrade':
      return ['field', 'level.change'];
    case 'points':
    case 'assign':
    case 'handover':
      return ['field'];
    default:
      return [];
  }
}

/** A clause that a step has just made true ends the stay before the next step starts. */
async function leaveByOwnStep(
  context: StepContext,
  changed: readonly string[],
  parts: readonly StepPart[],
): Promise<Walker[]> {
  if (!leavesBy(changed, context.version.program)) return [];
  const walkers: Walker[] = [];
  for (const { group } of parts) {
    const runs = group.lanes.map((lane) => lane.run);
    const gone = await guard(context, runs, inGroup(group), 'own-step');
    for (const walker of gone) group.size -= walker.group.size;
    walkers.push(...gone);
  }
  return walkers;
}

function leavesBy(changed: readonly string[], program: Program): boolean {
  return listensOf(program).some(({ role, key }) => role === 'leave' && changed.includes(key));
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
