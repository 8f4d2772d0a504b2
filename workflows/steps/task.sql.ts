import { sql } from 'kysely';
import { type DutyHours, dueAfter } from '@fanloom/dsl/core/duty.js';
import type { Step, Who, WorkDuration } from '@fanloom/dsl/ir/program.js';
import type { Tx } from '@fanloom/server/db/database.js';
import type { Group } from '../engine/group.sql.js';
import type { StepContext, StepOf } from '../engine/step-context.js';
import { type Member, membersOf } from './member.sql.js';
import { tell } from './notice.sql.js';
import { peopleOf } from './people.sql.js';
import { spread } from './spread.js';
import { withScores } from './with-scores.sql.js';

export type Ladder = Extract<Step, { kind: 'task' }>['overdue'];

/** A task that is to be made for each of several fans. */
export interface NewTask {
  title: string;
  to: Who;
  due: WorkDuration;
  /** Of a root fan. */
  noteOf: (fan: string) => StepOf<'task'>['note'];
  overdue: Ladder;
  /** Key of the step, or of the rung of another task's ladder. */
  step: string;
}

/** The shop in which tasks are made, and its time. */
export interface TaskPlace {
  tx: Tx;
  shopId: string;
  zone: string;
  duty: DutyHours;
  now: Date;
}

/** `任务`: creates one for each of the group. */
export async function task(context: StepContext, group: Group, step: StepOf<'task'>): Promise<void> {
  const { tx, version, now } = context;
  const place = { tx, shopId: version.shopId, zone: version.zone, duty: version.duty, now };
  const members = await membersOf(context, group);
  const noteOf = await withScores(context, members, step.note);
  await makeTasks(place, members, { ...step, noteOf, step: step.key });
}

/** Without such a person a task goes to the shop's unclaimed list, and the managers are told. */
export async function makeTasks(place: TaskPlace, members: readonly Member[], task: NewTask): Promise<void> {
  const { tx, shopId, zone, duty, now } = place;
  const given = await assigneesOf(place, members, task.to);
  const due = dueAfter(now.getTime(), task.due, duty, zone);
  const [rung] = task.overdue;
  const escalate = rung ? new Date(dueAfter(due, rung.after, duty, zone)) : null;
  await sql`
    insert into task (shop_id, fan_id, title, note, assignee_id, assignee_role, team_id, due_at, enrolment_id, step_key,
      overdue, escalate_at, created_at)
    select ${shopId}, t.fan, ${task.title}, t.note, t.assignee, ${task.to.kind},
      t.team, ${new Date(due)}, t.enrolment, ${task.step}, ${JSON.stringify(task.overdue)}::jsonb, ${escalate}, ${now}
    from unnest(${given.map(({ fan }) => fan)}::uuid[], ${given.map(({ enrolment }) => enrolment)}::uuid[],
      ${given.map(({ assignee }) => assignee)}::uuid[], ${given.map(({ team }) => team)}::uuid[],
      ${given.map(({ fan }) => jsonOrNull(task.noteOf(fan)))}::jsonb[]
    ) t(fan, enrolment, assignee, team, note)
    on conflict do nothing`.execute(tx);
  const unclaimed = given.filter(({ assignee }) => assignee === null);
  const board = { tx, shopId, now, step: task.step };
  await tell(board, { kind: 'manager' }, unclaimed, () => ({ code: 'task_unclaimed', title: task.title }));
}

function jsonOrNull(value: object | null): string | null {
  return value && JSON.stringify(value);
}

/** A task is seen by the team of whoever has it. */
export async function assigneesOf<M extends Member>(
  { tx, shopId }: Pick<TaskPlace, 'tx' | 'shopId'>,
  members: readonly M[],
  to: Who,
): Promise<(M & { assignee: string | null })[]> {
  if (to.kind === 'owner') return members.map((member) => ({ ...member, assignee: member.owner }));
  const teams = members.map(({ team }) => team);
  const chosen = spread(await peopleOf(tx, shopId, to), teams);
  return members.map((member, i) => {
    const person = chosen[i];
    return { ...member, assignee: person?.id ?? null, team: person?.team ?? member.team };
  });
}
