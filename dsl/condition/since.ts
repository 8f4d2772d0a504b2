import type { Condition } from '../ir/condition.js';
import { evaluate } from './evaluate.js';
import type { FanFacts, Moment } from './facts.js';

/**
 * Judges `一旦` and `直到`: their events count when they happened after `since` (milliseconds), their states when they
 * are true now. It is the truth that remains when the moment of an event was missed.
 */
export function holdsSince(condition: Condition, facts: FanFacts, at: Moment, since: number): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => holdsSince(part, facts, at, since));
    case 'any':
      return condition.of.some((part) => holdsSince(part, facts, at, since));
    case 'not':
      return !holdsSince(condition.of, facts, at, since);
    case 'happens': {
      const window = { kind: 'since-entry' } as const;
      const entry = { happenedAt: since, properties: at.entry?.properties ?? {} };
      return evaluate({ kind: 'count', events: condition.events, window, op: '>=', count: 1 }, facts, { ...at, entry });
    }
    default:
      return evaluate(condition, facts, at);
  }
}

/** The part of a leave clause that may be true without any event: whoever it holds for does not enter at all. */
export function statesOf(condition: Condition): Condition | null {
  if (condition.kind === 'happens') return null;
  if (condition.kind !== 'any') return needsEvent(condition) ? null : condition;
  const of = condition.of.flatMap((part) => statesOf(part) ?? []);
  return of.length > 0 ? { kind: 'any', of } : null;
}

function needsEvent(condition: Condition): boolean {
  if (condition.kind === 'all' || condition.kind === 'any') return condition.of.some(needsEvent);
  return condition.kind === 'not' ? needsEvent(condition.of) : condition.kind === 'happens';
}
