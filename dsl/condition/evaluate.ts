import type { Condition } from '../ir/condition.js';
import { compares } from './compare.js';
import { containerOf, containsAny, holds, isPresent, matches, operandOf, property, type Scope } from './expression.js';
import { type FanFacts, type Moment, own } from './facts.js';
import { fieldOf } from './field.js';
import { bounded } from './number.js';
import { inWindow } from './window.js';

/**
 * Whether the condition holds for one fan at one moment. Total: whatever is missing or does not go together makes the
 * atom false, and only `not` and `!=` turn that around. `server/condition` says the same in SQL.
 */
export function evaluate(condition: Condition, facts: FanFacts, at: Moment): boolean {
  const scope: Scope = { facts, at };
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => evaluate(part, facts, at));
    case 'any':
      return condition.of.some((part) => evaluate(part, facts, at));
    case 'not':
      return !evaluate(condition.of, facts, at);
    case 'count':
      return compares(eventsOf(condition, scope).length, condition.op, condition.count);
    case 'aggregate':
      return aggregateHolds(condition, scope);
    case 'unanswered':
      return isUnanswered(condition, scope);
    case 'tag':
      return facts.tags.has(condition.name) || (condition.rule !== undefined && evaluate(condition.rule, facts, at));
    case 'present':
      return isPresent(fieldOf(condition.field, facts, at));
    case 'segment':
      return inSegment(condition.name, scope);
    case 'compare':
      return holds(operandOf(condition.left, scope), condition.op, operandOf(condition.right, scope));
    case 'contains':
      return containsAny(containerOf(condition.left, scope), condition.words);
    case 'oneOf': {
      const left = operandOf(condition.left, scope);
      return condition.values.some((value) => holds(left, '=', operandOf(value, scope)));
    }
    case 'happens': {
      const { event } = at;
      return event !== undefined && condition.events.some((match) => matches(event, match, scope));
    }
  }
}

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>;

/** The fan's events that are meant, within the window. */
export function eventsOf({ events, window }: Pick<Of<'count'>, 'events' | 'window'>, scope: Scope) {
  return scope.facts.events.filter(
    (event) => inWindow(event.happenedAt, window, scope.at) && events.some((match) => matches(event, match, scope)),
  );
}

function aggregateHolds(condition: Of<'aggregate'>, scope: Scope): boolean {
  const { event, window, aggregate, op, value } = condition;
  const numbers = eventsOf({ events: [event], window }, scope)
    .map((found) => property(found.properties, condition.property))
    .map((json) => (typeof json === 'number' ? bounded(json) : null))
    .filter((number) => number !== null);
  const result = AGGREGATES[aggregate](numbers);
  return holds({ kind: 'number', read: () => result }, op, operandOf(value, scope));
}

const total = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0);

/** A sum over nothing is 0; an average, highest or lowest over nothing is missing. */
const AGGREGATES: Record<Of<'aggregate'>['aggregate'], (numbers: number[]) => number | null> = {
  total,
  average: (numbers) => (numbers.length === 0 ? null : total(numbers) / numbers.length),
  highest: (numbers) => numbers.reduce<number | null>((a, b) => (a === null ? b : Math.max(a, b)), null),
  lowest: (numbers) => numbers.reduce<number | null>((a, b) => (a === null ? b : Math.min(a, b)), null),
};

function isUnanswered({ event, window, seconds, without }: Of<'unanswered'>, scope: Scope): boolean {
  const answers = scope.facts.events.filter((answer) => without.some((match) => matches(answer, match, scope)));
  return eventsOf({ events: [event], window }, scope).some(({ happenedAt }) => {
    const until = happenedAt + seconds * 1000;
    const answered = answers.some((answer) => answer.happenedAt > happenedAt && answer.happenedAt <= until);
    return until <= scope.at.now && !answered;
  });
}

/** A segment that is not known has nobody in it; one that names itself ends there. */
function inSegment(name: string, { facts, at }: Scope): boolean {
  const definition = own(at.segments, name);
  if (!definition) return false;
  const segments = { ...at.segments };
  Reflect.deleteProperty(segments, name);
  return evaluate(definition, facts, { ...at, segments });
}
