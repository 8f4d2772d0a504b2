import { type RawBuilder, sql } from 'kysely';
import { FIRST_DAY, LAST_DAY } from '@fanloom/dsl/condition/day.js';
import { fieldKind, kindOf } from '@fanloom/dsl/condition/kind.js';
import type { Expression, FieldRef } from '@fanloom/dsl/ir/condition.js';
import { valueOf } from '../engine/condition.sql.js';
import { fromGroup, type Group } from '../engine/group.sql.js';
import type { StepContext, StepOf } from '../engine/step-context.js';
import { emitFieldFacts } from './facts.sql.js';
import { recordOfFans } from './record.sql.js';

/** `设`: overwrites. What is missing becomes missing. A fan who is in the group twice takes the later stay's value. */
export async function set(context: StepContext, group: Group, step: StepOf<'set'>): Promise<void> {
  const fans = await write(context, group, step);
  if (step.field.name === 'member_level' && !step.field.custom) {
    await recordOfFans(context, step.key, 'level.change', fans, {});
  }
  await emitFieldFacts(context, fans);
}

/** @returns the fans whose field has another value now */
async function write(context: StepContext, group: Group, { field, value }: StepOf<'set'>): Promise<string[]> {
  const values = sql`
    select distinct on (f.root_id) f.root_id as fan, ${stored(field, value, context)} as value
    ${fromGroup(group)} order by f.root_id, e.id desc`;
  const { rows } = await changeOf(field, values, context.version.shopId).execute(context.tx);
  return rows.map((row) => row.fan);
}

type Change = RawBuilder<{ fan: string }>;

function changeOf(field: FieldRef, values: RawBuilder<unknown>, shopId: string): Change {
  if (field.custom)
    return changeFan('custom', sql`t.custom || jsonb_build_object(${field.name}::text, v.value)`, values);
  if (field.name === 'birthday') return changeFan('birthday', sql`v.value`, values);
  const column = sql.ref(field.name);
  return sql`
    insert into fan_shop as s (shop_id, fan_id, ${column})
    select ${shopId}::uuid, v.fan, v.value from (${values}) v
    on conflict (shop_id, fan_id) do update set ${column} = excluded.${column}
      where s.${column} is distinct from excluded.${column}
    returning fan_id as fan`;
}

/** Of the fan as the whole company knows them. */
function changeFan(column: 'custom' | 'birthday', value: RawBuilder<unknown>, values: RawBuilder<unknown>): Change {
  return sql`
    update fan t set ${sql.ref(column)} = ${value}, updated_at = now() from (${values}) v
    where t.id = v.fan and t.${sql.ref(column)} is distinct from ${value} returning t.id as fan`;
}

const LEAST_INT = -2_147_483_648;
const GREATEST_INT = 2_147_483_647;

/** The value as its column holds it; no data makes this raise. */
function stored(field: FieldRef, value: Expression, context: StepContext): RawBuilder<unknown> {
  if (field.custom) return asJson(value, context);
  switch (fieldKind(field.name)) {
    case 'number': {
      const number = sql`least(greatest(floor(${valueOf(value, 'number', context)} + 0.5), ${LEAST_INT}), ${GREATEST_INT})::int`;
      return field.name === 'points' ? sql`coalesce(${number}, 0)` : number;
    }
    case 'date':
      return day(valueOf(value, 'date', context));
    default:
      return sql`${valueOf(value, 'text', context)}::text`;
  }
}

function day(number: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select case when d.n between ${FIRST_DAY} and ${LAST_DAY} then date '1970-01-01' + d.n::int end
    from (select ${number} as n offset 0) d)`;
}

/** As `fieldValue` in dsl/simulate/json-value.ts has it. */
function asJson(value: Expression, context: StepContext): RawBuilder<unknown> {
  const json = (as: 'number' | 'text') => sql`to_jsonb(${valueOf(value, as, context)})`;
  switch (kindOf(value)) {
    case 'number':
      return json('number');
    case 'moment':
      return sql`to_jsonb(${valueOf(value, 'moment', context)})`;
    case 'date':
      return sql`to_jsonb(to_char(${day(valueOf(value, 'date', context))}, 'YYYY-MM-DD'))`;
    case 'json':
      return sql`coalesce(${json('number')}, ${json('text')})`;
    case 'text':
      return json('text');
    default:
      return sql`null::jsonb`;
  }
}
