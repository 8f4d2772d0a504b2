import { type RawBuilder, sql } from 'kysely';
import { ceilMinute } from '@fanloom/dsl/core/zone.js';
import type { Tx } from '@fanloom/server/db/database.js';
import { leavesFirst } from '../engine/condition.sql.js';
import { eachEnrolment } from '../engine/each-enrolment.sql.js';
import { cancelEffects, leaveEntries } from '../engine/end.sql.js';
import type { Group } from '../engine/group.sql.js';
import { comeTo } from './come-to.js';
import type { Walker } from './walker.js';
import { coversWholeShop, inScope } from '../engine/scope.sql.js';
import type { StepContext } from '../engine/step-context.js';

/**
 * Ends those who should no longer be in the SOP, takes back what was planned for them, and returns the groups that now
 * run the blocks which belong to their leaving. Every step is preceded by this: the guard is the truth, a wake-up only
 * makes things sooner.
 *
 * @param runs runs of one version, locked by the transaction
 * @param among restricts the active enrolments `e` (with their fan `f`) that are looked at
 * @param cause `own-step`: a step of the SOP itself has just brought this about; what was planned before it goes out
 */
export async function guard(
  context: StepContext,
  runs: readonly string[],
  among: RawBuilder<boolean>,
  cause: 'outside' | 'own-step' = 'outside',
): Promise<Walker[]> {
  return eachEnrolment(context, runs, among, (some) => guardAll(context, runs, some, cause));
}

async function guardAll(
  context: StepContext,
  runs: readonly string[],
  among: RawBuilder<boolean>,
  cause: 'outside' | 'own-step',
): Promise<Walker[]> {
  await endOutOfScope(context, runs, among);
  const walkers: Walker[] = [];
  for (const [index, leave] of context.version.program.leaves.entries()) {
    const group = await leaveBy(context, runs, among, index, cause);
    if (!group) continue;
    const anchor = ceilMinute(context.now.getTime());
    const times = { anchor, arrived: anchor, point: null };
    walkers.push({ group, place: comeTo(context, group, leave.start, times), attempts: 0 });
  }
  return walkers;
}

/** Fans whom the author may not reach any more end where they stand. */
async function endOutOfScope(
  { tx, version, now }: StepContext,
  runs: readonly string[],
  among: RawBuilder<boolean>,
): Promise<void> {
  if (coversWholeShop(version)) return;
  const { rows } = await sql<{ id: string }>`
    with gone as (
      update enrolment e set state = 'stopped', reason = 'out_of_scope', ended_at = ${now}
      from fan f
      where f.id = e.fan_id and e.run_id = any(${runs}::uuid[]) and e.state = 'active' and ${among}
        and not ${inScope(version, sql`f.root_id`)}
      returning e.id, e.sop_id, e.fan_id, e.thing
    ), released as (${leaveEntries('gone')})
    select id from gone`.execute(tx);
  if (rows.length === 0) return;
  await cancelEffects(tx, sql`select unnest(${rows.map((row) => row.id)}::uuid[])`, 'out_of_scope', now);
}

/** Those for whom the clause holds leave, into a lane of their own in each run. */
async function leaveBy(
  context: StepContext,
  runs: readonly string[],
  among: RawBuilder<boolean>,
  index: number,
  cause: 'outside' | 'own-step',
): Promise<Group | null> {
  const { tx, version, now, numbers } = context;
  const leave = version.program.leaves[index];
  if (!leave) return null;
  const clauses = version.program.leaves.map((clause) => clause.condition);
  const lanes = runs.map((run) => ({ run, no: numbers.take(run) }));
  const { rows } = await sql<{ id: string; run_id: string }>`
    /* guard */ with gone as (
      update enrolment e set state = 'left', reason = ${`leave.${String(index + 1)}`}, ended_at = ${now}, lane_no = target.no
      from fan f, unnest(${runs}::uuid[], ${lanes.map((lane) => lane.no)}::int[]) target(run_id, no)
      where f.id = e.fan_id and e.run_id = target.run_id and e.state = 'active' and ${among}
        and not ${hidden(context)} and ${leavesFirst(clauses, index, context)}
      returning e.id, e.run_id, e.sop_id, e.fan_id, e.thing
    ), released as (${leaveEntries('gone')}), tasks as (
      update task set state_reason = 'left' from gone where task.enrolment_id = gone.id and task.state = 'open'
    )
    select id, run_id from gone`.execute(tx);
  if (rows.length === 0) return null;
  const touched = new Set(rows.map((row) => row.run_id));
  const ids = rows.map((row) => row.id);
  if (cause === 'outside') await cancelEffects(tx, sql`select unnest(${ids}::uuid[])`, 'left', now);
  else await keepEffects(tx, ids);
  return { lanes: lanes.filter((lane) => touched.has(lane.run)), size: rows.length, leaving: true };
}

/** What was planned before the leaving belongs to it now, like what the leave block sends. */
async function keepEffects(tx: Tx, enrolments: readonly string[]): Promise<void> {
  await sql`
    update effect set leaving = true
    where status = 'planned' and enrolment_id = any(${enrolments}::uuid[])`.execute(tx);
}

/** Whoever still waits in the timer of an `absent` trigger is not in the SOP yet. */
function hidden({ version }: StepContext): RawBuilder<boolean> {
  const steps = version.program.steps.flatMap((step, index) => (step.kind === 'absent' ? [index] : []));
  if (steps.length === 0) return sql`false`;
  return sql`exists (select from lane l where l.run_id = e.run_id and l.no = e.lane_no and l.step = any(${steps}::int[]))`;
}
