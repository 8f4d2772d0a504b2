import { dayOfText } from '@fanloom/dsl/condition/day.js';
import { arithmeticOf, comparedAs, type Kind, kindOf, type Scalar } from '@fanloom/dsl/condition/kind.js';
import { countedEvents, FADED } from '@fanloom/dsl/condition/score.js';
import { subjectProperty } from '@fanloom/dsl/condition/subject.js';
import { literalNumber } from '@fanloom/dsl/condition/literal.js';
import type {
  Comparator,
  EventFilter,
  EventMatch,
  Expression,
  ScoreRule,
  ScoreSignal,
} from '@fanloom/dsl/ir/condition.js';
import { sql } from 'kysely';
import { allOf, anyOf, once, type Scope, type Sql } from './context.js';
import { type FactRows, factRows, isOfType, ofFan } from './fact-rows.js';
import { customField, fieldColumn } from './field.js';
import { columnsOf, type EventColumns, propertyOf, propertyOfEntry } from './property.js';
import {
  bounded,
  fromJson,
  jsonContains,
  momentOf,
  momentOfDay,
  presentJson,
  textContains,
  validDay,
} from './value.js';
import { MOST_SECONDS } from './window.js';

/** Something with a value: text or float8 by the kind that is asked for, null when it is missing. */
export interface Operand {
  kind: Kind;
  read(as: Scalar): Sql;
}

export function operandOf(expression: Expression, scope: Scope): Operand {
  return { kind: kindOf(expression), read: (as) => read(expression, as, scope) };
}

const COMPARATORS: Record<Comparator, Sql> = {
  '=': sql`=`,
  '!=': sql`<>`,
  '<': sql`<`,
  '<=': sql`<=`,
  '>': sql`>`,
  '>=': sql`>=`,
};

export function comparator(op: Comparator): Sql {
  return COMPARATORS[op];
}

/** False when a side is missing; `!=` is the opposite of `=`. */
export function holds(left: Operand, op: Comparator, right: Operand): Sql<boolean> {
  if (op === '!=') return sql<boolean>`not ${holds(left, '=', right)}`;
  const kinds = comparedAs(left.kind, right.kind);
  if (kinds.length === 0) return sql<boolean>`false`;
  return anyOf(
    kinds.map((kind) => {
      const collation = kind === 'text' ? sql` collate "C"` : sql``;
      return sql<boolean>`coalesce((${left.read(kind)})${collation} ${comparator(op)} ${right.read(kind)}, false)`;
    }),
  );
}

export function contains(expression: Expression, words: readonly string[], scope: Scope): Sql<boolean> {
  switch (kindOf(expression)) {
    case 'text':
      return textContains(read(expression, 'text', scope), words);
    case 'list': {
      if (expression.kind !== 'field') return sql<boolean>`false`;
      return sql<boolean>`coalesce(${fieldColumn(expression.field.name, scope)} && ${words}::text[], false)`;
    }
    case 'json':
      return sql<boolean>`coalesce(${fromJsonSource(expression, scope, (json) => jsonContains(json, words))}, false)`;
    default:
      return sql<boolean>`false`;
  }
}

function read(expression: Expression, as: Scalar, scope: Scope): Sql {
  const kind = kindOf(expression);
  if (kind === 'json') return fromJsonSource(expression, scope, (json) => fromJson(json, as, scope));
  const value = valueOf(expression, scope);
  if (kind === as) return value;
  return kind === 'date' && as === 'moment' ? once(value, scope, (day) => momentOfDay(day, scope)) : sql`null`;
}

/** Values whose type is known only by looking: what `build` makes of the jsonb, where it stands. */
function fromJsonSource(expression: Expression, scope: Scope, build: (json: Sql) => Sql): Sql {
  switch (expression.kind) {
    case 'field':
      return customField(expression.field.name, scope, build);
    case 'entry':
      return scope.entry ? build(propertyOfEntry(scope.entry, expression.property, scope)) : sql`null`;
    case 'event-property':
      return nthEvent(expression.which, expression.event, scope, (event) =>
        build(propertyOf(sql`${event}.properties`, expression.event.type, expression.property, scope)),
      );
    default:
      return sql`null`;
  }
}

function said(properties: Sql, name: string): Sql {
  return sql`(${properties} -> ${name}::text)`;
}

/** In the expression's own kind. */
function valueOf(expression: Expression, scope: Scope): Sql {
  switch (expression.kind) {
    case 'text':
      return sql`nullif(${expression.value}::text, '')`;
    case 'number':
    case 'percent':
    case 'money':
    case 'duration':
      return literal(literalNumber(expression));
    case 'date':
      return literal(dayOfText(expression.date));
    case 'today':
      return sql`((${scope.now} at time zone ${scope.zone})::date - date '1970-01-01')::float8`;
    case 'field':
      return kindOf(expression) === 'none' ? sql`null` : fieldColumn(expression.field.name, scope);
    case 'since':
      return secondsSince(read({ kind: 'field', field: expression.field }, 'moment', scope), scope);
    case 'score':
      return scoreOf(expression.rule, scope);
    case 'since-last': {
      const last = nthEvent('last', expression.event, scope, (event) => momentOf(sql`${event}.happened_at`));
      return secondsSince(last, scope);
    }
    case 'arithmetic':
      return calculate(expression, scope);
    default:
      return sql`null::float8`;
  }
}

function literal(value: number | null): Sql {
  return sql`${value}::float8`;
}

function secondsSince(moment: Sql, scope: Scope): Sql {
  return sql`((${momentOf(scope.now)} - ${moment}) / 1000)`;
}

function calculate(expression: Extract<Expression, { kind: 'arithmetic' }>, scope: Scope): Sql {
  const { op, left, right } = expression;
  const arithmetic = arithmeticOf(expression);
  switch (arithmetic?.does) {
    case undefined:
      return sql`null::float8`;
    case 'difference':
      return sql`((${read(left, 'moment', scope)} - ${read(right, 'moment', scope)}) / 1000)`;
    case 'shift-days':
      return validDay(sql`${read(arithmetic.date, 'date', scope)} + ${arithmetic.days}::float8`, scope);
    case 'shift': {
      const by = sql`${read(arithmetic.seconds, 'number', scope)} * ${arithmetic.sign * 1000}::float8`;
      return sql`(${read(arithmetic.moment, 'moment', scope)} + ${by})`;
    }
    case 'calculate': {
      const [a, b] = [read(left, 'number', scope), read(right, 'number', scope)];
      if (op === '*') return bounded(sql`${a} * ${b}`, scope);
      if (op === '/') return bounded(sql`${a} / nullif(${b}, 0)`, scope);
      return op === '+' ? sql`(${a} + ${b})` : sql`(${a} - ${b})`;
    }
  }
}

/** The event is one that is meant: its type, what it is about, and every filter. */
export function matches(event: EventColumns, match: EventMatch, scope: Scope): Sql<boolean> {
  return allOf([sql<boolean>`coalesce(${event.type} = ${match.type}::text, false)`, narrowed(event, match, scope)]);
}

/** The same of an event of the type. */
function narrowed(event: EventColumns, match: EventMatch, scope: Scope): Sql<boolean> {
  const filters = match.filters.map((filter) => passes(event, match.type, filter, scope));
  if (match.subject === undefined) return allOf(filters);
  const about = said(event.properties, subjectProperty(match.type));
  const isAbout = sql<boolean>`coalesce(jsonb_typeof(${about}) in ('string', 'array')
    and ${about} ? ${match.subject}::text, false)`;
  return allOf([isAbout, ...filters]);
}

function passes(event: EventColumns, type: string, filter: EventFilter, scope: Scope): Sql<boolean> {
  const json = propertyOf(event.properties, type, filter.property, scope);
  switch (filter.kind) {
    case 'compare': {
      const value: Operand = { kind: 'json', read: (as) => fromJson(json, as, scope) };
      return holds(value, filter.op, operandOf(filter.value, scope));
    }
    case 'contains':
      return jsonContains(json, filter.words);
    case 'present':
      return presentJson(json);
    case 'same': {
      if (!scope.entry) return sql<boolean>`false`;
      const entered = propertyOfEntry(scope.entry, filter.property, scope);
      return sql<boolean>`coalesce(jsonb_typeof(${json}) in ('string', 'number') and ${json} <> '""'
        and ${json} = ${entered}, false)`;
    }
  }
}

/** The shop's events that are one of those meant, narrowed by conditions on the row. */
export function eventRows(
  meant: readonly EventMatch[],
  scope: Scope,
  conditions: (event: Sql) => readonly Sql<boolean>[] = () => [],
): FactRows {
  const types = typesOf(meant);
  const isMeant = types.length === 1 ? narrowed : matches;
  return factRows('event', scope, (event) => [
    isOfType(event, types),
    ...(meant.some(isNarrowed) ? [anyOf(meant.map((match) => isMeant(columnsOf(event), match, scope)))] : []),
    ...conditions(event),
  ]);
}

/** Not every event of the type is meant. */
export function isNarrowed({ subject, filters }: EventMatch): boolean {
  return subject !== undefined || filters.length > 0;
}

export function typesOf(meant: readonly EventMatch[]): string[] {
  return [...new Set(meant.map((match) => match.type))];
}

/** Σ points·½^(age/half-life). Newer events come first, so it is they that count when a signal has a most. */
function scoreOf({ signals, halfSeconds }: ScoreRule, scope: Scope): Sql {
  const sums = signals.map((signal) => pointsOf(signal, halfSeconds, scope));
  return bounded(sql`(${sql.join([sql`0::float8`, ...sums], sql` + `)})`, scope);
}

function pointsOf({ event, points, most }: ScoreSignal, halfSeconds: number | null, scope: Scope): Sql {
  const counted = scope.alias();
  const faded = halfSeconds === null ? null : Math.min(FADED * halfSeconds, MOST_SECONDS);
  const rows = eventRows([event], scope, (row) => [
    sql<boolean>`${row}.happened_at <= ${scope.now}`,
    faded === null
      ? sql<boolean>`true`
      : sql<boolean>`${row}.happened_at > ${scope.now} - make_interval(secs => ${faded})`,
  ]);
  const happened = sql`${rows.alias}.happened_at`;
  const limit = countedEvents(points, most);
  const worth =
    most === null
      ? sql`${points}::float8`
      : sql`least(${points}::float8, greatest(${most}::float8 - ${points}::float8 * (${counted}.place - 1), 0))`;
  const left =
    halfSeconds === null
      ? sql``
      : sql`* power(0.5::float8, (${momentOf(scope.now)} - ${momentOf(sql`${counted}.at`)}) / 1000 / ${halfSeconds}::float8)`;
  return sql`(select coalesce(sum(${worth} ${left} order by ${counted}.place), 0) from (
    select ${happened} as at, row_number() over (order by ${happened} desc) as place
    ${ofFan(rows, scope)} order by ${happened} desc
    ${limit === undefined ? sql`` : sql`limit ${limit}`}) ${counted})`;
}

/** Of events at the same instant the first is the one that arrived first, the last the one that arrived last. */
function nthEvent(which: 'first' | 'last', match: EventMatch, scope: Scope, build: (event: Sql) => Sql): Sql {
  const rows = eventRows([match], scope);
  const event = rows.alias;
  const direction = which === 'first' ? sql`asc` : sql`desc`;
  return sql`(select ${build(event)} ${ofFan(rows, scope)}
    order by ${event}.happened_at ${direction}, ${event}.id ${direction} limit 1)`;
}
