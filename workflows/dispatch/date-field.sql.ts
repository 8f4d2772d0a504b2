import { type RawBuilder, sql } from 'kysely';
import { fallsOn, isAnnual, meantDay } from '@fanloom/dsl/core/date-field.js';
import type { Trigger } from '@fanloom/dsl/ir/program.js';
import { overFan, valueOver } from '../engine/condition.sql.js';
import type { StepContext } from '../engine/step-context.js';

/** Whether the field of root fan `fan` falls on the day that the tick is about. */
export function fallsOnTick(
  { field, ...trigger }: Extract<Trigger, { kind: 'date-field' }>,
  tickAt: Date,
  context: StepContext,
  fan: RawBuilder<unknown>,
): RawBuilder<boolean> {
  const meant = meantDay({ field, ...trigger }, tickAt.getTime(), context.version.zone);
  if (!isAnnual(field)) return overFan(fallsOn(field, meant), context, fan, { entry: null });
  const months = meant.monthDays.map((day) => Number(day.slice(0, 2)));
  const days = meant.monthDays.map((day) => Number(day.slice(3)));
  const value = valueOver({ kind: 'field', field }, 'date', context, { fan, entry: null });
  // The index finds those who may be meant; a fan put together from several has one birthday.
  return sql`(${fan} in (
      select born.root_id from fan born
      join unnest(${months}::int[], ${days}::int[]) meant(month, day)
        on extract(month from born.birthday) = meant.month and extract(day from born.birthday) = meant.day
    ) and coalesce(to_char(date '1970-01-01' + (${value})::int, 'MM-DD') = any(${meant.monthDays}::text[]), false))`;
}
