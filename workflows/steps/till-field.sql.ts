import { type RawBuilder, sql } from 'kysely';
import { fieldKind } from '@fanloom/dsl/condition/kind.js';
import { whenFieldComes } from '@fanloom/dsl/core/date-field.js';
import { minuteAt } from '@fanloom/dsl/core/zone.js';
import type { Till } from '@fanloom/dsl/ir/program.js';
import { valueOf } from '../engine/condition.sql.js';
import { fromGroup, type Group, inGroup } from '../engine/group.sql.js';
import type { StepContext, StepOf, StepOutcome, StepPart } from '../engine/step-context.js';

type TillField = Extract<Till, { kind: 'field' }>;

/**
 * `等到 生日 …`: fans of the same day wait in a lane of their own. A date that has gone by, or is missing, is no wait.
 */
export async function tillField(
  context: StepContext,
  group: Group,
  step: StepOf<'till'>,
  till: TillField,
): Promise<StepOutcome> {
  const { now, version } = context;
  const minute = step.minute ?? minuteAt(now.getTime(), version.zone);
  const day = dayOf(till, context);
  const dues = new Map<number, number[]>();
  for (const value of await daysOf(context, group, day)) {
    const due = whenFieldComes(till, minute, { day: value, now: now.getTime(), zone: version.zone });
    if (due !== null && due > now.getTime()) dues.set(due, [...(dues.get(due) ?? []), value]);
  }
  const waiting = await scatter(context, group, day, dues);
  return {
    kind: 'go',
    parts: [{ group, next: step.next }, ...waiting.map((part): StepPart => ({ ...part, next: step.next }))],
  };
}

/** The field's day of enrolment `e` and its fan `f`: a day number, or null. */
function dayOf({ field }: TillField, context: StepContext): RawBuilder<number | null> {
  const expression = { kind: 'field', field } as const;
  if (field.custom || fieldKind(field.name) !== 'moment') {
    return sql`(${valueOf(expression, 'date', context)})::int`;
  }
  const moment = valueOf(expression, 'moment', context);
  return sql`((to_timestamp((${moment}) / 1000) at time zone ${context.version.zone})::date - date '1970-01-01')`;
}

async function daysOf({ tx }: StepContext, group: Group, day: RawBuilder<number | null>): Promise<number[]> {
  const { rows } = await sql<{ day: number }>`
    select day from (select distinct ${day} as day ${fromGroup(group)}) days where day is not null order by day`.execute(
    tx,
  );
  return rows.map((row) => row.day);
}

/** Moves those of a group who wait for the same time into lanes of their own, in one statement. */
async function scatter(
  { tx, numbers }: StepContext,
  group: Group,
  day: RawBuilder<number | null>,
  dues: ReadonlyMap<number, readonly number[]>,
): Promise<{ group: Group; until: number }[]> {
  const moves = group.lanes.flatMap((lane) =>
    [...dues].map(([until, days]) => ({ ...lane, until, days, to: numbers.take(lane.run) })),
  );
  const targets = moves.flatMap((move) => move.days.map((value) => ({ ...move, value })));
  if (targets.length === 0) return [];
  const { rows } = await sql<{ run: string; no: number; n: number }>`
    with moved as (
      update enrolment e set lane_no = m.to_no
      from fan f, unnest(${targets.map(({ run }) => run)}::uuid[], ${targets.map(({ no }) => no)}::int[],
        ${targets.map(({ value }) => value)}::int[], ${targets.map(({ to }) => to)}::int[]) m(run_id, from_no, day, to_no)
      where f.id = e.fan_id and e.run_id = m.run_id and e.lane_no = m.from_no and ${inGroup(group)} and ${day} = m.day
      returning e.run_id, e.lane_no
    )
    select run_id as run, lane_no as no, count(*)::int as n from moved group by run_id, lane_no`.execute(tx);
  const sizes = new Map(rows.map(({ run, no, n }) => [`${run}/${String(no)}`, n]));
  return moves.flatMap(({ run, to, until }) => {
    const size = sizes.get(`${run}/${String(to)}`) ?? 0;
    group.size -= size;
    return size === 0 ? [] : [{ group: { lanes: [{ run, no: to }], size, leaving: group.leaving }, until }];
  });
}
