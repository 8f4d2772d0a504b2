import { type RawBuilder, sql } from 'kysely';
import type { Step } from '@fanloom/dsl/ir/program.js';
import { wakesWhen } from './condition.sql.js';
import { eachEnrolment } from './each-enrolment.sql.js';
import type { LaneRef } from './group.sql.js';
import type { StepContext } from './step-context.js';

type Until = Extract<Step, { kind: 'until' }>;

/** An enrolment that goes on. */
export interface Match {
  id: string;
  run_id: string;
  lane_no: number;
}

/**
 * Moves those who wait for something that has come true into woken lanes, on the way they take then.
 *
 * @param runs runs of one version, locked by the transaction
 * @param among restricts the enrolments `e` (with their fan `f`) that are looked at
 * @returns the woken lanes; they act as soon as their run is told of them
 */
export async function wakeWaiting(
  context: StepContext,
  runs: readonly string[],
  among: RawBuilder<boolean>,
): Promise<LaneRef[]> {
  return eachEnrolment(context, runs, among, (some) => wakeAll(context, runs, some));
}

async function wakeAll(context: StepContext, runs: readonly string[], among: RawBuilder<boolean>): Promise<LaneRef[]> {
  const woken: LaneRef[] = [];
  for (const [index, step] of context.version.program.steps.entries()) {
    if (step.kind !== 'until') continue;
    const matches = await metBy(context, runs, among, step, index);
    woken.push(...(await moveToWoken(context, matches, step.met)));
  }
  return woken;
}

async function metBy(
  context: StepContext,
  runs: readonly string[],
  among: RawBuilder<boolean>,
  step: Until,
  index: number,
): Promise<Match[]> {
  const { rows } = await sql<Match>`
    /* wake-waiting */ select e.id, e.run_id, e.lane_no
    from lane l
    join enrolment e on e.run_id = l.run_id and e.lane_no = l.no and e.state = 'active'
    join fan f on f.id = e.fan_id
    where l.run_id = any(${runs}::uuid[]) and l.phase = 'waiting' and l.step = ${index}
      and ${among} and ${wakesWhen(step.condition, context)}`.execute(context.tx);
  return rows;
}

/**
 * A woken lane keeps the clock of the lane it comes from.
 *
 * @param point due time of the last time point passed, of lane `l` that they leave
 */
export async function moveToWoken(
  { tx, numbers }: Pick<StepContext, 'tx' | 'numbers'>,
  matches: readonly Match[],
  next: number,
  point: RawBuilder<Date | null> = sql`l.point_at`,
): Promise<LaneRef[]> {
  if (matches.length === 0) return [];
  const moves = new Map<string, { run: string; from: number; to: number }>();
  for (const { run_id: run, lane_no: from } of matches) {
    const key = `${run}/${String(from)}`;
    if (!moves.has(key)) moves.set(key, { run, from, to: numbers.take(run) });
  }
  const list = [...moves.values()];
  const unnested = sql`unnest(${list.map((move) => move.run)}::uuid[], ${list.map((move) => move.from)}::int[],
    ${list.map((move) => move.to)}::int[]) move(run_id, from_no, to_no)`;
  await sql`
    insert into lane (run_id, no, step, phase, anchor_at, arrived_at, point_at)
    select l.run_id, move.to_no, ${next}, 'entering', l.anchor_at, l.anchor_at, ${point}
    from ${unnested} join lane l on l.run_id = move.run_id and l.no = move.from_no`.execute(tx);
  await sql`
    update enrolment e set lane_no = move.to_no
    from ${unnested}
    where e.run_id = move.run_id and e.lane_no = move.from_no and e.id = any(${matches.map((m) => m.id)}::uuid[])
  `.execute(tx);
  return list.map(({ run, to }) => ({ run, no: to }));
}
