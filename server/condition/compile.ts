import { compares } from '@fanloom/dsl/condition/compare.js';
import { own } from '@fanloom/dsl/condition/facts.js';
import { literalNumber } from '@fanloom/dsl/condition/literal.js';
import type { Condition, EventMatch, Window } from '@fanloom/dsl/ir/condition.js';
import { sql } from 'kysely';
import { allOf, anyOf, type ConditionContext, exists, type Scope, scopeOf, type Sql, within } from './context.js';
import {
  comparator,
  contains,
  eventRows,
  holds,
  isNarrowed,
  matches,
  type Operand,
  operandOf,
  typesOf,
} from './expression.js';
import { dayRows, type FactRows, holdsTogether, isAmong, ofFan } from './fact-rows.js';
import { hasField } from './field.js';
import { propertyOf } from './property.js';
import { scoreCompares } from './rfm.js';
import { fromJson } from './value.js';
import { wholeNumberCompares } from './whole-number.js';
import { goesByDays, instantInWindow, MOST_SECONDS } from './window.js';

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
  const scope = scopeOf(context);
  const rows = eventsIn(window, events, scope);
  return sql`(select min(${rows.alias}.happened_at) ${ofFan(rows, scope)})`;
}

function compile(condition: Condition, scope: Scope): Sql<boolean> {
  switch (condition.kind) {
    case 'all':
      return allOf(condition.of.map((part) => compile(part, scope)));
    case 'any':
      return anyOf(condition.of.map((part) => compile(part, within(scope))));
    case 'not':
      return compileNot(condition.of, scope);
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
      return (
        scoreCompares(condition, scope) ??
        wholeNumberCompares(condition, scope) ??
        holds(operandOf(condition.left, scope), condition.op, operandOf(condition.right, scope))
      );
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

/** That there is none can be joined as well, but not that there is not none. */
function compileNot(condition: Condition, scope: Scope): Sql<boolean> {
  const isSome = condition.kind === 'count' && someOrNone(condition.op, condition.count) === true;
  return sql<boolean>`not ${compile(condition, isSome ? scope : within(scope))}`;
}

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>;

function counts({ events, window, op, count }: Of<'count'>, scope: Scope): Sql<boolean> {
  if (events.length === 0) return sql<boolean>`0 ${comparator(op)} ${count}::float8`;
  const days = daysIn(window, events, scope);
  const rows = days ?? eventsIn(window, events, scope);
  const some = someOrNone(op, count);
  if (some !== null) {
    // Corrections may leave a day without events.
    const found = isAmong(rows, days ? sql<boolean>`${rows.alias}.n > 0` : sql<boolean>`true`, scope);
    return some ? found : sql<boolean>`not ${found}`;
  }
  const counted = days ? sql`coalesce(sum(${rows.alias}.n), 0)` : sql`count(*)`;
  const enough = sql<boolean>`${counted}::float8 ${comparator(op)} ${count}::float8`;
  return holdsTogether(rows, enough, compares(0, op, count), scope);
}

/** Most counts ask only whether there is any, which stops at the first row. */
function someOrNone(op: Of<'count'>['op'], count: number): boolean | null {
  const asked = `${op} ${String(count)}`;
  if (['>= 1', '> 0', '!= 0'].includes(asked)) return true;
  return ['= 0', '< 1', '<= 0'].includes(asked) ? false : null;
}

/** The daily rollup answers for whole days of events without filters, and never looks at the events; null for others. */
function daysIn(window: Window, events: readonly EventMatch[], scope: Scope): FactRows | null {
  if (!goesByDays(window) || events.some(isNarrowed)) return null;
  return dayRows(typesOf(events), window, scope);
}

function eventsIn(window: Window, events: readonly EventMatch[], scope: Scope): FactRows {
  return eventRows(events, scope, (event) => [instantInWindow(sql`${event}.happened_at`, window, scope)]);
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
  const { rows, result } = dailyTotal(condition, scope) ?? aggregateOfEvents(condition, scope);
  const left: Operand = { kind: 'number', read: () => sql`${result}::float8` };
  const compared = holds(left, condition.op, operandOf(condition.value, scope));
  return holdsTogether(rows, compared, holdsOfNothing(condition), scope);
}

/** Null where it hangs on the fan. */
function holdsOfNothing({ aggregate, op, value }: Of<'aggregate'>): boolean | null {
  const number = literalNumber(value);
  if (number === null) return null;
  return aggregate === 'total' ? compares(0, op, number) : op === '!=';
}

/** Rows, and what they come to. */
interface Aggregate {
  rows: FactRows;
  result: Sql;
}

function dailyTotal({ event, window, aggregate, property }: Of<'aggregate'>, scope: Scope): Aggregate | null {
  const column = own(SUMMED, property);
  const rows = aggregate === 'total' && column !== undefined ? daysIn(window, [event], scope) : null;
  if (!rows || column === undefined) return null;
  return { rows, result: sql`coalesce(sum(${rows.alias}.${sql.ref(column)}), 0)` };
}

function aggregateOfEvents({ event, window, aggregate, property }: Of<'aggregate'>, scope: Scope): Aggregate {
  const rows = eventsIn(window, [event], scope);
  const number = fromJson(propertyOf(sql`${rows.alias}.properties`, event.type, property, scope), 'number', scope);
  return { rows, result: AGGREGATES[aggregate](number) };
}

function unanswered({ event, window, seconds, without }: Of<'unanswered'>, scope: Scope): Sql<boolean> {
  const asked = eventsIn(window, [event], scope);
  const whole = sql`make_interval(secs => ${Math.min(seconds, MOST_SECONDS)})`;
  const answers = eventRows(without, scope, (answer) => [
    sql<boolean>`${answer}.happened_at > ${asked.alias}.happened_at`,
    sql<boolean>`${answer}.happened_at <= ${asked.alias}.happened_at + ${whole}`,
  ]);
  const unanswered = sql`${ofFan(asked, scope)} and ${asked.alias}.happened_at <= ${scope.now} - ${whole}
    and not exists (select ${ofFan(answers, scope)})`;
  return exists(unanswered, scope);
}

function hasTag(name: string, scope: Scope): Sql<boolean> {
  const [carried, tag] = [scope.alias(), scope.alias()];
  const named = sql`from fan_tag ${carried} join tag ${tag} on ${tag}.id = ${carried}.tag_id
    where ${carried}.fan_id = ${scope.fan} and ${tag}.shop_id = ${scope.shop} and ${tag}.name = ${name}::text`;
  return exists(named, scope);
}

/** A segment that is not known has nobody in it; one that names itself ends there. */
function inSegment(name: string, scope: Scope): Sql<boolean> {
  const definition = own(scope.segments, name);
  if (!definition) return sql<boolean>`false`;
  const segments = { ...scope.segments };
  Reflect.deleteProperty(segments, name);
  return compile(definition, { ...scope, segments });
}
