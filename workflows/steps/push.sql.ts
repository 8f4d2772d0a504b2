import { sql } from 'kysely';
import { fromGroup, type Group } from '../engine/group.sql.js';
import type { StepContext, StepOf } from '../engine/step-context.js';

/** How long a receiver that cannot be reached is called again, in business time. */
const CALL_FOR_MS = 3_600_000;

/** `推送`: plans one call for each of the group, which goes on at once. */
export async function push({ tx, version, now }: StepContext, group: Group, step: StepOf<'webhook'>): Promise<void> {
  const index = version.program.steps.indexOf(step);
  await sql`
    insert into webhook_call (enrolment_id, step_key, version_id, shop_id, fan_id, name, step, provider_key, status,
      due_at, give_up_at, created_at)
    select member.id, ${step.key}, ${version.id}, ${version.shopId}, member.root_id, ${step.name}, ${index},
      member.provider_base || '/' || ${step.key}, 'planned', ${now}, ${new Date(now.getTime() + CALL_FOR_MS)}, ${now}
    from (select e.id, e.provider_base, f.root_id ${fromGroup(group)}) member
    on conflict do nothing`.execute(tx);
}
