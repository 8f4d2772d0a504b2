import { dayAt, instantAt } from '../core/zone.js';
import type { Comparator, EventFilter, EventMatch, Expression, FieldRef, ScoreRule } from '../ir/condition.js';
import { compares } from './compare.js';
import { dayOfText, validDay } from './day.js';
import { type FanEvent, type FanFacts, type Json, type Moment, own, type Properties } from './facts.js';
import { fieldOf } from './field.js';
import { arithmeticOf, comparedAs, type Kind, kindOf, type Scalar } from './kind.js';
import { literalNumber } from './literal.js';
import { bounded } from './number.js';
import { countedEvents, FADED } from './score.js';
import { subjectProperty } from './subject.js';

/** Values of expressions, and the events that match: each needs the other. */
export interface Scope {
  facts: FanFacts;
  at: Moment;
}

/** A value that can be compared, or null when it is missing. */
type Value = string | number | null;

/** Something with a value: an expression, or a property of the event at hand. */
export interface Operand {
  kind: Kind;
  read(as: Scalar): Value;
}

export function operandOf(expression: Expression, scope: Scope): Operand {
  return { kind: kindOf(expression), read: (as) => read(expression, as, scope) };
}

function jsonOperand(json: Json, scope: Scope): Operand {
  return { kind: 'json', read: (as) => fromJson(json, as, scope.at.zone) };
}

/** False when a side is missing; `!=` is the opposite of `=`. */
export function holds(left: Operand, op: Comparator, right: Operand): boolean {
  if (op === '!=') return !holds(left, '=', right);
  return comparedAs(left.kind, right.kind).some((kind) => {
    const [a, b] = [left.read(kind), right.read(kind)];
    return a !== null && b !== null && compares(a, op, b);
  });
}

/** A text has one of the words in it, or a list has one of them as an element. */
export function containsAny(json: Json, words: readonly string[]): boolean {
  if (typeof json === 'string') return json !== '' && words.some((word) => json.includes(word));
  return Array.isArray(json) && words.some((word) => json.includes(word));
}

export function isPresent(json: Json): boolean {
  return json !== null && json !== '' && !(Array.isArray(json) && json.length === 0);
}

/** What `contains` looks into: a text or a list, else null. */
export function containerOf(expression: Expression, scope: Scope): Json {
  const kind = kindOf(expression);
  return kind === 'text' || kind === 'list' || kind === 'json' ? jsonOf(expression, scope) : null;
}

function jsonOf(expression: Expression, scope: Scope): Json {
  switch (expression.kind) {
    case 'text':
      return expression.value;
    case 'field':
      return fieldOf(expression.field, scope.facts, scope.at);
    case 'entry':
      return property(scope.at.entry?.properties, expression.property);
    case 'event-property':
      return property(nthEvent(expression.which, expression.event, scope)?.properties, expression.property);
    default:
      return null;
  }
}

function read(expression: Expression, as: Scalar, scope: Scope): Value {
  switch (kindOf(expression)) {
    case 'json':
      return fromJson(jsonOf(expression, scope), as, scope.at.zone);
    case 'text':
      return as === 'text' ? textOf(jsonOf(expression, scope)) : null;
    case 'number':
      return as === 'number' ? numberOf(expression, scope) : null;
    case 'date':
      return fromDay(dayOf(expression, scope), as, scope.at.zone);
    case 'moment':
      return as === 'moment' ? momentOf(expression, scope) : null;
    default:
      return null;
  }
}

function fromJson(json: Json, as: Scalar, zone: string): Value {
  if (as === 'number') return typeof json === 'number' ? bounded(json) : null;
  return as === 'text' ? textOf(json) : fromDay(dayOfJson(json), as, zone);
}

function textOf(json: Json): string | null {
  return typeof json === 'string' && json !== '' ? json : null;
}

function dayOfJson(json: Json): number | null {
  return typeof json === 'string' ? dayOfText(json) : null;
}

function fromDay(day: number | null, as: Scalar, zone: string): number | null {
  if (day === null || as === 'date') return day;
  return as === 'moment' ? instantAt(day, 0, zone) : null;
}

function numberOf(expression: Expression, scope: Scope): number | null {
  switch (expression.kind) {
    case 'number':
    case 'percent':
    case 'money':
    case 'duration':
      return literalNumber(expression);
    case 'field': {
      const value = fieldOf(expression.field, scope.facts, scope.at);
      return typeof value === 'number' ? value : null;
    }
    case 'since':
      return secondsSince(fieldMoment(expression.field, scope), scope);
    case 'score':
      return scoreOf(expression.rule, scope);
    case 'since-last':
      return secondsSince(nthEvent('last', expression.event, scope)?.happenedAt ?? null, scope);
    case 'arithmetic':
      return calculate(expression, scope);
    default:
      return null;
  }
}

function fieldMoment(field: FieldRef, scope: Scope): number | null {
  const moment = read({ kind: 'field', field }, 'moment', scope);
  return typeof moment === 'number' ? moment : null;
}

function secondsSince(moment: number | null, { at }: Scope): number | null {
  return moment === null ? null : (at.now - moment) / 1000;
}

function dayOf(expression: Expression, scope: Scope): number | null {
  switch (expression.kind) {
    case 'today':
      return dayAt(scope.at.now, scope.at.zone);
    case 'date':
      return dayOfText(expression.date);
    case 'field':
      return dayOfJson(fieldOf(expression.field, scope.facts, scope.at));
    case 'arithmetic': {
      const arithmetic = arithmeticOf(expression);
      if (arithmetic?.does !== 'shift-days') return null;
      const day = dayOf(arithmetic.date, scope);
      return day === null ? null : validDay(day + arithmetic.days);
    }
    default:
      return null;
  }
}

function momentOf(expression: Expression, scope: Scope): number | null {
  if (expression.kind === 'field') {
    const value = fieldOf(expression.field, scope.facts, scope.at);
    return typeof value === 'number' ? value : null;
  }
  const arithmetic = expression.kind === 'arithmetic' ? arithmeticOf(expression) : null;
  if (arithmetic?.does !== 'shift') return null;
  const [moment, seconds] = [read(arithmetic.moment, 'moment', scope), read(arithmetic.seconds, 'number', scope)];
  if (typeof moment !== 'number' || typeof seconds !== 'number') return null;
  return moment + arithmetic.sign * seconds * 1000;
}

function calculate(expression: Extract<Expression, { kind: 'arithmetic' }>, scope: Scope): number | null {
  const arithmetic = arithmeticOf(expression);
  const as = arithmetic?.does === 'difference' ? 'moment' : 'number';
  const [left, right] = [read(expression.left, as, scope), read(expression.right, as, scope)];
  if (typeof left !== 'number' || typeof right !== 'number') return null;
  if (as === 'moment') return (left - right) / 1000;
  switch (expression.op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return bounded(left * right);
    case '/':
      return right === 0 ? null : bounded(left / right);
  }
}

/** The event is one that is meant: its type, what it is about, and every filter. */
export function matches(event: FanEvent, match: EventMatch, scope: Scope): boolean {
  if (event.type !== match.type) return false;
  if (match.subject !== undefined) {
    const about = property(event.properties, subjectProperty(match.type));
    if (about !== match.subject && !(Array.isArray(about) && about.includes(match.subject))) return false;
  }
  return match.filters.every((filter) => passes(event, filter, scope));
}

function passes(event: FanEvent, filter: EventFilter, scope: Scope): boolean {
  const value = property(event.properties, filter.property);
  switch (filter.kind) {
    case 'compare':
      return holds(jsonOperand(value, scope), filter.op, operandOf(filter.value, scope));
    case 'contains':
      return containsAny(value, filter.words);
    case 'present':
      return isPresent(value);
    case 'same': {
      const entered = property(scope.at.entry?.properties, filter.property);
      return (typeof value === 'string' || typeof value === 'number') && value !== '' && value === entered;
    }
  }
}

/** Σ points·½^(age/half-life). Newer events come first, so it is they that count when a signal has a most. */
function scoreOf({ signals, halfSeconds }: ScoreRule, scope: Scope): number | null {
  const { now } = scope.at;
  const since = halfSeconds === null ? Number.NEGATIVE_INFINITY : now - FADED * halfSeconds * 1000;
  const left = (happenedAt: number) =>
    halfSeconds === null ? 1 : Math.pow(0.5, (now - happenedAt) / 1000 / halfSeconds);
  const sums = signals.map(({ event, points, most }) =>
    scope.facts.events
      .filter((one) => one.happenedAt <= now && one.happenedAt > since && matches(one, event, scope))
      .map((one) => one.happenedAt)
      .sort((a, b) => b - a)
      .slice(0, countedEvents(points, most))
      .reduce((sum, at, index) => sum + pointsOf(points, most, index) * left(at), 0),
  );
  return bounded(sums.reduce((sum, points) => sum + points, 0));
}

function pointsOf(points: number, most: number | null, index: number): number {
  return most === null ? points : Math.min(points, Math.max(most - points * index, 0));
}

/** Of events at the same instant the first is the one that arrived first, the last the one that arrived last. */
function nthEvent(which: 'first' | 'last', match: EventMatch, scope: Scope): FanEvent | null {
  return scope.facts.events
    .filter((event) => matches(event, match, scope))
    .reduce<FanEvent | null>((found, event) => {
      if (!found) return event;
      const replaces = which === 'first' ? event.happenedAt < found.happenedAt : event.happenedAt >= found.happenedAt;
      return replaces ? event : found;
    }, null);
}

export function property(properties: Properties | undefined, name: string): Json {
  return (properties && own(properties, name)) ?? null;
}
