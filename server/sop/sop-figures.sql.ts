import { sql } from 'kysely';
import type { Db } from '../db/database.js';

/** How many fans an SOP has taken in, and how many are in it now. */
export interface SopFigures {
  entered: number;
  entered_today: number;
  in_flight: number;
}

const NONE: SopFigures = { entered: 0, entered_today: 0, in_flight: 0 };

/**
 * Figures by SOP, over all its versions. Whoever still waits in the timer of a missing event, or answered in time, has
 * not come in. Runs are cut at the shop's midnight, so that today's are whole runs.
 *
 * @param today midnight of the shop's day
 */
export async function readFigures(db: Db, sopIds: readonly string[], today: Date) {
  const { rows } = await sql<SopFigures & { sop_id: string }>`
    with own as materialized (
      select r.id, r.sop_id, r.version_id, r.fans, r.cohort >= ${today} as today from run r
      where r.sop_id = any(${sopIds}::uuid[])
    ), timed as (
      select v.id from sop_version v
      where v.sop_id = any(${sopIds}::uuid[]) and jsonb_path_exists(v.program, '$.triggers[*] ? (@.kind == "absent")')
    ), answered as (
      select e.run_id, count(*) as n from own join timed on timed.id = own.version_id
      join enrolment e on e.run_id = own.id and e.state = 'void' group by e.run_id
    ), inside as (
      select l.run_id, v.program -> 'steps' -> l.step ->> 'kind' is not distinct from 'absent' as hidden, fans.n
      from own join lane l on l.run_id = own.id join sop_version v on v.id = own.version_id
      cross join lateral (select count(*) as n from enrolment e
        where e.run_id = l.run_id and e.lane_no = l.no and e.state = 'active') fans
    ), by_run as (
      select own.sop_id, own.today, own.fans - coalesce(answered.n, 0) - coalesce(inside.hidden, 0) as entered,
        coalesce(inside.shown, 0) as in_flight
      from own left join answered on answered.run_id = own.id
      left join (
        select run_id, coalesce(sum(n) filter (where hidden), 0) as hidden,
          coalesce(sum(n) filter (where not hidden), 0) as shown
        from inside group by run_id
      ) inside on inside.run_id = own.id
    )
    select sop_id, sum(entered)::int as entered, coalesce(sum(entered) filter (where today), 0)::int as entered_today,
      sum(in_flight)::int as in_flight
    from by_run group by sop_id`.execute(db);
  const figures = new Map(rows.map(({ sop_id, ...row }) => [sop_id, row]));
  return (sopId: string): SopFigures => figures.get(sopId) ?? NONE;
}
