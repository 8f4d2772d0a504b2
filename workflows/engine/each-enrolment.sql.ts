import { type RawBuilder, sql } from 'kysely';
import type pg from 'pg';
import { leaveFailure } from './failure.js';
import type { StepContext } from './step-context.js';

/**
 * Does work for active enrolments of these runs. Those for whom it fails are parked: they act no more, and nothing is
 * sent to them, until somebody has looked.
 *
 * @param among restricts the enrolments `e` (with their fan `f`)
 */
export async function eachEnrolment<R>(
  context: StepContext,
  runs: readonly string[],
  among: RawBuilder<boolean>,
  work: (among: RawBuilder<boolean>) => Promise<R[]>,
): Promise<R[]> {
  const { tx, isolation } = context;
  if (!isolation.careful) return work(among);
  const { rows } = await sql<Enrolled>`
    select e.id, e.run_id, e.lane_no from enrolment e join fan f on f.id = e.fan_id
    where e.run_id = any(${runs}::uuid[]) and e.state = 'active' and ${among} order by e.id`.execute(tx);
  return isolation.each(
    rows,
    (part) => work(sql`e.id = any(${part.map((row) => row.id)}::uuid[])`),
    (enrolled, error) => park(context, enrolled, error),
  );
}

interface Enrolled {
  id: string;
  run_id: string;
  lane_no: number;
}

/** The fan stays where they stand, in a lane of their own. */
async function park({ tx, numbers, version, now }: StepContext, enrolled: Enrolled, error: pg.DatabaseError) {
  const no = numbers.take(enrolled.run_id);
  await sql`
    insert into lane (run_id, no, step, phase, anchor_at, arrived_at, point_at, attempts, problem)
    select e.run_id, ${no}, coalesce(l.step, ${version.program.start}), 'parked', coalesce(l.anchor_at, ${now}),
      coalesce(l.arrived_at, ${now}), l.point_at, 1, ${JSON.stringify(leaveFailure(error))}::jsonb
    from enrolment e left join lane l on l.run_id = e.run_id and l.no = e.lane_no
    where e.id = ${enrolled.id}`.execute(tx);
  await sql`
    update enrolment set lane_no = ${no}, state = 'parked', ended_at = ${now} where id = ${enrolled.id}`.execute(tx);
}
