import { sql } from 'kysely';
import type { Db } from '../db/database.js';

/** Fans of a version who share a state; of those who are in it, also the step they are at. */
export interface FanCount {
  state: string;
  reason: string | null;
  /** Index of the step; null for those who are out. */
  step: number | null;
  fans: number;
  goals: number;
  due_from: Date | null;
  due_to: Date | null;
}

export async function countFans(db: Db, versionId: string): Promise<FanCount[]> {
  const { rows } = await sql<FanCount>`
    select e.state, e.reason, l.step, count(*)::int as fans, count(e.goal_at)::int as goals,
      min(l.due_at) as due_from, max(l.due_at) as due_to
    from run r join enrolment e on e.run_id = r.id
    left join lane l on l.run_id = e.run_id and l.no = e.lane_no and e.state = 'active'
    where r.version_id = ${versionId} group by e.state, e.reason, l.step`.execute(db);
  return rows;
}

export interface StepCount {
  step_key: string;
  arrived: number;
  undelivered: number;
  skipped: number;
}

export async function countSteps(db: Db, versionId: string): Promise<StepCount[]> {
  const { rows } = await sql<StepCount>`
    select step_key, sum(arrived)::int as arrived, sum(undelivered)::int as undelivered, sum(skipped)::int as skipped
    from run_step where version_id = ${versionId} group by step_key`.execute(db);
  return rows;
}

export interface MessageCount {
  step_key: string;
  status: string;
  reason: string | null;
  messages: number;
}

export async function countMessages(db: Db, versionId: string): Promise<MessageCount[]> {
  const { rows } = await sql<MessageCount>`
    select step_key, status, reason, count(*)::int as messages from effect
    where version_id = ${versionId} group by step_key, status, reason`.execute(db);
  return rows;
}

/** Those who were not let in, by reason; over all versions. */
export async function countRefusals(db: Db, sopId: string): Promise<{ reason: string; fans: number }[]> {
  const { rows } = await sql<{ reason: string; fans: number }>`
    select reason, count(*)::int as fans from entry_refusal where sop_id = ${sopId} group by reason
    order by reason`.execute(db);
  return rows;
}

export interface ParkedLane {
  step: number;
  fans: number;
  attempts: number;
  since: Date;
  problem: unknown;
}

/** Lanes whose step has failed too often and that wait for somebody to look. */
export async function parkedLanes(db: Db, versionId: string): Promise<ParkedLane[]> {
  const { rows } = await sql<ParkedLane>`
    select l.step, l.attempts, l.arrived_at as since, l.problem,
      (select count(*)::int from enrolment e where e.run_id = l.run_id and e.lane_no = l.no) as fans
    from run r join lane l on l.run_id = r.id and l.phase = 'parked'
    where r.version_id = ${versionId} order by l.arrived_at limit 100`.execute(db);
  return rows;
}
