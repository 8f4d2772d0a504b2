import { sql } from 'kysely';
import { fromGroup, type Group } from '../engine/group.sql.js';
import type { StepContext, StepOf } from '../engine/step-context.js';
import { emitFieldFacts } from './facts.sql.js';
import { recordOfFans } from './record.sql.js';

/** `升级到`: never lowers. SQL of `raises` in dsl/core/level.ts. */
export async function upgrade(context: StepContext, group: Group, step: StepOf<'upgrade'>): Promise<void> {
  const { tx, version } = context;
  const { rows } = await sql<{ fan_id: string }>`
    insert into fan_shop as s (shop_id, fan_id, member_level)
    select distinct ${version.shopId}::uuid, f.root_id, ${step.level}::text ${fromGroup(group)} order by 2
    on conflict (shop_id, fan_id) do update set member_level = excluded.member_level
      where nullif(s.member_level, '') is null or (s.member_level <> excluded.member_level and exists (
        select from shop where id = ${version.shopId} and array_position(levels, s.member_level)
          < coalesce(array_position(levels, excluded.member_level), cardinality(levels) + 1)))
    returning fan_id`.execute(tx);
  const fans = rows.map((row) => row.fan_id);
  await recordOfFans(context, step.key, 'level.change', fans, { level: step.level });
  await emitFieldFacts(context, fans);
}
