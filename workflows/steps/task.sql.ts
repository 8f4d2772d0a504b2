import { sql } from 'kysely';
import type { WorkDuration } from '@fanloom/dsl/ir/program.js';
import { fromGroup, type Group } from '../engine/group.sql.js';
import type { StepContext, StepOf } from '../engine/step-context.js';

/** Creates a task for each of the group. Without such a person it goes to the shop's unclaimed list. */
export async function task({ tx, version, now }: StepContext, group: Group, step: StepOf<'task'>): Promise<void> {
  const due = new Date(now.getTime() + inSeconds(step.due) * 1000);
  const note = step.note === null ? null : JSON.stringify(step.note);
  await sql`
    insert into task (shop_id, fan_id, title, note, assignee_id, assignee_role, team_id, due_at, enrolment_id, step_key,
      created_at)
    select ${version.shopId}, f.root_id, ${step.title}, ${note}::jsonb,
      case when ${step.to.kind} = 'owner' then s.owner_id end, ${step.to.kind}, s.team_id, ${due}, e.id, ${step.key}, ${now}
    from enrolment e join fan f on f.id = e.fan_id
    left join fan_shop s on s.shop_id = ${version.shopId} and s.fan_id = f.root_id
    where e.id in (select e.id ${fromGroup(group)})
    on conflict do nothing`.execute(tx);
}

/** Working time needs a duty calendar; until a shop has one, a working day is a day and a working hour an hour. */
function inSeconds({ amount, unit }: WorkDuration): number {
  return amount * { seconds: 1, 'working-hours': 3600, 'working-days': 86_400 }[unit];
}
