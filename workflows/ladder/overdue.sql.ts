import { sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';
import type { Member } from '../steps/member.sql.js';
import type { Ladder } from '../steps/task.sql.js';

/** An open task whose next rung is due, and the fan it is about. */
export interface OverdueTask extends Member {
  id: string;
  shop_id: string;
  /** Of the SOP that made it. */
  version_id: string;
  step_key: string;
  due_at: Date;
  overdue: Ladder;
  /** How many rungs have been taken. */
  rung: number;
  zone: string;
  duty: unknown;
}

const TASKS_AT_ONCE = 500;

/** Locks tasks whose next rung is due. A task that somebody is just finishing is left alone. */
export async function lockOverdue(tx: Tx, now: Date): Promise<OverdueTask[]> {
  const { rows } = await sql<OverdueTask>`
    select t.id, t.shop_id, t.step_key, t.due_at, t.overdue, t.rung, e.version_id, e.id as enrolment, f.root_id as fan,
      owner.id as owner, fs.team_id as team, s.zone, s.duty
    from task t
    join enrolment e on e.id = t.enrolment_id
    join fan f on f.id = t.fan_id
    join shop s on s.id = t.shop_id
    left join fan_shop fs on fs.shop_id = t.shop_id and fs.fan_id = f.root_id
    left join staff owner on owner.id = fs.owner_id and owner.active
    where t.state = 'open' and t.escalate_at <= ${now}
    order by t.escalate_at, t.id limit ${TASKS_AT_ONCE} for update of t skip locked`.execute(tx);
  return rows;
}

/** @param next when the rung after this one is due; null: there is none */
export async function takeRung(tx: Tx, taken: readonly { id: string; next: Date | null }[]): Promise<void> {
  await sql`
    update task t set rung = t.rung + 1, escalate_at = n.next
    from unnest(${taken.map(({ id }) => id)}::uuid[], ${taken.map(({ next }) => next)}::timestamptz[]) n(id, next)
    where t.id = n.id`.execute(tx);
}

export async function reassign(
  tx: Tx,
  role: string,
  given: readonly { id: string; assignee: string | null; team: string | null }[],
): Promise<void> {
  await sql`
    update task t set assignee_id = g.assignee, assignee_role = ${role}, team_id = g.team
    from unnest(${given.map(({ id }) => id)}::uuid[], ${given.map(({ assignee }) => assignee)}::uuid[],
      ${given.map(({ team }) => team)}::uuid[]) g(id, assignee, team)
    where t.id = g.id`.execute(tx);
}
