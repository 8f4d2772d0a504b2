import { sql } from 'kysely';
import { RFM_NAMES } from '@fanloom/dsl/condition/rfm.js';
import { dependsOn } from '@fanloom/dsl/core/depends-on.js';
import { watchedBy } from '@fanloom/dsl/core/listens.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import type { Tx } from '../db/database.js';

/** Fields that follow the bounds and means of the scores. */
export const SCORED_FIELDS = [...RFM_NAMES, 'value_tier'] as const;

/**
 * Rule tags and triggers that look at one of these fields are to be asked of all fans, now: their bounds or means have
 * changed, of which no fact tells.
 */
export async function lookAgain(tx: Tx, shopId: string, fields: readonly string[]): Promise<void> {
  const looksAt = (condition: Condition, segments: Readonly<Record<string, Condition>>) => {
    const found = dependsOn(condition, segments).fields;
    return fields.some((field) => found.has(field));
  };
  const tags = await tx
    .selectFrom('rule_tag')
    .select(['tag_id', 'condition', 'segments'])
    .where('shop_id', '=', shopId)
    .$castTo<{ tag_id: string; condition: Condition; segments: Record<string, Condition> }>()
    .execute();
  const tagIds = tags.filter(({ condition, segments }) => looksAt(condition, segments)).map(({ tag_id }) => tag_id);
  await sql`
    update rule_tag set swept_at = null, cursor = null where tag_id = any(${tagIds}::uuid[])`.execute(tx);
  const schedules = await tx
    .selectFrom('schedule')
    .innerJoin('sop_version', 'sop_version.id', 'schedule.version_id')
    .select(['schedule.version_id', 'schedule.trigger_no', 'sop_version.program'])
    .where('schedule.shop_id', '=', shopId)
    .$castTo<{ version_id: string; trigger_no: number; program: Program }>()
    .execute();
  const due = schedules.filter(({ trigger_no, program }) => {
    const trigger = program.triggers[trigger_no];
    const watched = trigger && watchedBy(trigger);
    return watched && looksAt(watched, program.segments);
  });
  await sql`
    update schedule set swept_at = null, cursor = null, next_at = least(next_at, business_now())
    from unnest(${due.map((one) => one.version_id)}::uuid[], ${due.map((one) => one.trigger_no)}::int[])
      due (version_id, trigger_no)
    where schedule.version_id = due.version_id and schedule.trigger_no = due.trigger_no`.execute(tx);
}
