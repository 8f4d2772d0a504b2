import { own } from '@fanloom/dsl/condition/facts.js';
import type { Condition, EventMatch, Window } from '@fanloom/dsl/ir/condition.js';
import { sql } from 'kysely';
import { type ConditionContext, factsOfFan, type Scope, scopeOf, type Sql } from './context.js';
import {
  allOf,
  anyOf,
  comparator,
  contains,
  eventsOfFan,
  holds,
  matches,
  type Operand,
  operandOf,
  typesOf,
} from './expression.js';
import { hasField } from './field.js';
import { fromJson } from './value.js';
import { dayInWindow, instantInWindow, MOST_SECONDS } from './window.js';

/**
 * The condition as one boolean SQL expression over a fan's row: never null, and no data makes it raise. Values go in
 * as parameters. It says what `dsl/condition/evaluate` says in memory; the two are held equal by a property test.
 *
 * @throws UnknownFieldError for a built-in field that the database does not hold
 */
export function compileCondition(condition: Condition, context: ConditionContext): Sql<boolean> {
  return compile(condition, scopeOf(context));
}

/** When the first of the fan's events that are meant happened within the window: a timestamptz, null for none. */
export function firstTime(events: readonly EventMatch[], window: Window, context: ConditionContext): Sql {
  const { alias, from } = eventRows(events, window, scopeOf(context));
  return sql`(select min(${alias}.happened_at) ${from})`;
}

function compile(condition: Condition, scope: Scope): Sql<boolean> {
  switch (condition.kind) {
    case 'all':
      return allOf(condition.of.map((part) => compile(part, scope)));
    case 'any':
      return anyOf(condition.of.map((part) => compile(part, scope)));
    case 'not':
      return sql<boolean>`not ${compile(condition.of, scope)}`;
    case 'count':
      return counts(condition, scope);
    case 'aggregate':
      return aggregates(condition, scope);
    case 'unanswered':
      return unanswered(condition, scope);
    case 'tag':
      return hasTag(condition.name, scope);
    case 'present':
      return hasField(condition.field, scope);
    case 'segment':
      return inSegment(condition.name, scope);
    case 'compare':
      return holds(operandOf(condition.left, scope), condition.op, operandOf(condition.right, scope));
    case 'contains':
      return contains(condition.left, condition.words, scope);
    case 'oneOf': {
      const left = operandOf(condition.left, scope);
      return anyOf(condition.values.map((value) => holds(left, '=', operandOf(value, scope))));
    }
    case 'happens': {
      const { event } = scope;
      return event ? anyOf(condition.events.map((match) => matches(event, match, scope))) : sql<boolean>`false`;
    }
  }
}

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>;

/** Rows to count or to add up. */
interface Rows {
  alias: Sql;
  /** `from … where …`, over `fan_day` or `event`. */
  from: Sql;
}

function counts({ events, window, op, count }: Of<'count'>, scope: Scope): Sql<boolean> {
  if (events.length === 0) return sql<boolean>`0 ${comparator(op)} ${count}::float8`;
  const days = rollups(events, window, scope);
  const rows = days ?? eventRows(events, window, scope);
  const some = someOrNone(op, count);
  if (some !== null) {
    // Corrections may leave a day without events.
    const real = days ? sql`and ${rows.alias}.n > 0` : sql``;
    return sql<boolean>`${some ? sql`` : sql`not `}exists (select ${rows.from} ${real})`;
  }
  const counted = days ? sql`coalesce(sum(${rows.alias}.n), 0)` : sql`count(*)`;
  return sql<boolean>`(select ${counted} ${rows.from})::float8 ${comparator(op)} ${count}::float8`;
}

/** Most counts ask only whether there is any, which stops at the first row. */
function someOrNone(op: Of<'count'>['op'], count: number): boolean | null {
  const asked = `${op} ${String(count)}`;
  if (['>= 1', '> 0', '!= 0'].includes(asked)) return true;
  return ['= 0', '< 1', '<= 0'].includes(asked) ? false : null;
}

/** The daily rollup answers for whole days of events without filters, and never looks at the events. */
function rollups(events: readonly EventMatch[], window: Window, scope: Scope): Rows | null {
  const alias = scope.alias();
  const inWindow = dayInWindow(sql`${alias}.day`, window, scope);
  if (!inWindow || events.some((match) => match.subject !== undefined || match.filters.length > 0)) return null;
  const { from, ofFan } = factsOfFan('fan_day', alias, scope);
  const where = allOf([ofFan, sql<boolean>`${alias}.type = any(${typesOf(events)}::text[])`, inWindow]);
  return { alias, from: sql`from ${from} where ${where}` };
}

function eventRows(events: readonly EventMatch[], window: Window, scope: Scope): Rows {
  const alias = scope.alias();
  const inWindow = instantInWindow(sql`${alias}.happened_at`, window, scope);
  return { alias, from: eventsOfFan(alias, events, scope, [inWindow]) };
}

/** A sum over nothing is 0; an average, highest or lowest over nothing is missing. */
const AGGREGATES: Record<Of<'aggregate'>['aggregate'], (value: Sql) => Sql> = {
  total: (value) => sql`coalesce(sum(${value}), 0)`,
  average: (value) => sql`sum(${value}) / nullif(count(${value}), 0)`,
  highest: (value) => sql`max(${value})`,
  lowest: (value) => sql`min(${value})`,
};

/** What the daily rollup adds up. */
const SUMMED: Readonly<Record<string, string>> = { amount: 'amount', duration: 'seconds' };

function aggregates(condition: Of<'aggregate'>, scope: Scope): Sql<boolean> {
  const result = dailyTotal(condition, scope) ?? aggregateOfEvents(condition, scope);
  const left: Operand = { kind: 'number', read: () => sql`${result}::float8` };
  return holds(left, condition.op, operandOf(condition.value, scope));
}

function dailyTotal({ event, window, aggregate, property }: Of<'aggregate'>, scope: Scope): Sql | null {
  const column = own(SUMMED, property);
  const days = aggregate === 'total' && column !== undefined ? rollups([event], window, scope) : null;
  if (!days || column === undefined) return null;
  return sql`(select coalesce(sum(${days.alias}.${sql.ref(column)}), 0) ${days.from})`;
}

function aggregateOfEvents({ event, window, aggregate, property }: Of<'aggregate'>, scope: Scope): Sql {
  const { alias, from } = eventRows([event], window, scope);
  const number = fromJson(sql`(${alias}.properties -> ${property}::text)`, 'number', scope);
  return sql`(select ${AGGREGATES[aggregate](number)} ${from})`;
}

function unanswered({ event, window, seconds, without }: Of<'unanswered'>, scope: Scope): Sql<boolean> {
  const asked = eventRows([event], window, scope);
  const answer = scope.alias();
  const whole = sql`make_interval(secs => ${Math.min(seconds, MOST_SECONDS)})`;
  const answers = eventsOfFan(answer, without, scope, [
    sql<boolean>`${answer}.happened_at > ${asked.alias}.happened_at`,
    sql<boolean>`${answer}.happened_at <= ${asked.alias}.happened_at + ${whole}`,
  ]);
  return sql<boolean>`exists (select ${asked.from} and ${asked.alias}.happened_at <= ${scope.now} - ${whole}
    and not exists (select ${answers}))`;
}

function hasTag(name: string, scope: Scope): Sql<boolean> {
  const [carried, tag] = [scope.alias(), scope.alias()];
  return sql<boolean>`exists (select from fan_tag ${carried} join tag ${tag} on ${tag}.id = ${carried}.tag_id
    where ${carried}.fan_id = ${scope.fan} and ${tag}.shop_id = ${scope.shop} and ${tag}.name = ${name}::text)`;
}

/** A segment that is not known has nobody in it; one that names itself ends there. */
function inSegment(name: string, scope: Scope): Sql<boolean> {
  const definition = own(scope.segments, name);
  if (!definition) return sql<boolean>`false`;
  const segments = { ...scope.segments };
  Reflect.deleteProperty(segments, name);
  return compile(definition, { ...scope, segments });
}
