import type { Condition } from '../ir/condition.js';
import { evaluate, eventsOf } from './evaluate.js';
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
    case 'happens':
      return eventsSince(condition, facts, at, since).length > 0;
    default:
      return evaluate(condition, facts, at);
  }
}

/**
 * When `一旦` came true (milliseconds): by the event that made it so. Null if it has not; Infinity if states alone make
 * it true, of which nobody knows since when they are.
 */
export function trueSince(condition: Condition, facts: FanFacts, at: Moment, since: number): number | null {
  if (!holdsSince(condition, facts, at, since)) return null;
  const partsOf = (parts: readonly Condition[]) => parts.flatMap((part) => trueSince(part, facts, at, since) ?? []);
  switch (condition.kind) {
    case 'any':
      return Math.min(...partsOf(condition.of));
    case 'all': {
      const byEvent = condition.of.filter(needsEvent);
      return byEvent.length > 0 ? Math.max(...partsOf(byEvent)) : Infinity;
    }
    case 'happens':
      return Math.min(...eventsSince(condition, facts, at, since).map((event) => event.happenedAt));
    default:
      return Infinity;
  }
}

function eventsSince({ events }: Extract<Condition, { kind: 'happens' }>, facts: FanFacts, at: Moment, since: number) {
  const entry = { happenedAt: since, properties: at.entry?.properties ?? {} };
  return eventsOf({ events, window: { kind: 'since-entry' } }, { facts, at: { ...at, entry } });
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
