import { sql } from 'kysely';
import { branch } from '../engine/branch.sql.js';
import { fromGroup, type Group } from '../engine/group.sql.js';
import type { StepContext, StepOf, StepOutcome } from '../engine/step-context.js';

/**
 * Gives every fan an arm, the same as `armOf` in dsl/core/split.ts, and stores it: it is kept on re-entry and in later
 * versions as long as an arm of that name exists.
 */
export async function split(context: StepContext, group: Group, step: StepOf<'split'>): Promise<StepOutcome> {
  const { tx, version, now } = context;
  const names = step.arms.map((arm) => arm.name);
  const total = step.arms.reduce((sum, arm) => sum + arm.weight, 0);
  let reached = 0;
  const bounds = step.arms.map((arm) => (reached += arm.weight) / total);
  await sql`
    insert into fan_arm (sop_id, split, fan_id, arm, at)
    select ${version.sopId}, ${step.name}, point.root_id,
      (${names}::text[])[least(width_bucket(point.at, ${bounds}::float8[]) + 1, ${names.length})], ${now}
    from (
      select root_id, ('x' || encode(substring(sha256(convert_to(
        ${`${version.sopId}/${step.name}/`}::text || root_id, 'UTF8')), 1, 4), 'hex'))::bit(32)::bigint / 4294967296.0::float8 as at
      from (select distinct f.root_id ${fromGroup(group)}) member
    ) point
    on conflict (sop_id, split, fan_id) do update set arm = excluded.arm, at = excluded.at
      where not fan_arm.arm = any(${names}::text[])`.execute(tx);

  const parts = [];
  for (const arm of step.arms.slice(1)) {
    const taken = await branch(
      context,
      group,
      sql`exists (
      select from fan_arm a where a.sop_id = ${version.sopId} and a.split = ${step.name} and a.fan_id = f.root_id
        and a.arm = ${arm.name})`,
    );
    if (taken) parts.push({ group: taken, next: arm.next });
  }
  const [first] = step.arms;
  if (first) parts.unshift({ group, next: first.next });
  return { kind: 'go', parts };
}
