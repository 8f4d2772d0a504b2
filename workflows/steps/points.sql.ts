import { sql } from 'kysely';
import { fromGroup, type Group } from '../engine/group.sql.js';
import type { StepContext, StepOf } from '../engine/step-context.js';
import { emitFieldFacts } from './facts.sql.js';

/** The most that the column holds. */
const MOST_POINTS = 2_147_483_647;

/** `加积分`: once for each stay, with an entry in the fan's ledger. */
export async function addPoints(context: StepContext, group: Group, step: StepOf<'points'>): Promise<void> {
  const { tx, version, now } = context;
  const { rows } = await sql<{ fan_id: string }>`
    with entered as (
      insert into points_entry (shop_id, fan_id, enrolment_id, step_key, points, at)
      select ${version.shopId}, member.root_id, member.id, ${step.key}, ${step.points}, ${now}
      from (select e.id, f.root_id ${fromGroup(group)}) member
      on conflict do nothing
      returning fan_id, points
    ), earned as (
      select fan_id, least(sum(points), ${MOST_POINTS})::int as points from entered group by fan_id
    )
    insert into fan_shop as s (shop_id, fan_id, points)
    select ${version.shopId}, fan_id, points from earned order by fan_id
    on conflict (shop_id, fan_id) do update
      set points = least(s.points::bigint + excluded.points, ${MOST_POINTS})::int
    returning fan_id`.execute(tx);
  await emitFieldFacts(
    context,
    rows.map((row) => row.fan_id),
  );
}
