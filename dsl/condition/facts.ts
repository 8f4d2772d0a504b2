import type { Condition } from '../ir/condition.js';

/** A value as it stands in JSON. Null is missing, and so are an empty text and an empty list. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type Properties = Readonly<Record<string, Json>>;

/** Something a fan did. Money in fen, durations in seconds, instants in milliseconds. */
export interface FanEvent {
  type: string;
  happenedAt: number;
  properties: Properties;
}

/** What conditions may ask of one fan. */
export interface FanFacts {
  /** Built-in fields by id. Dates are `YYYY-MM-DD`, moments milliseconds, a list an array of texts. */
  fields: Properties;
  /** The shop's own fields by name. */
  custom: Properties;
  tags: ReadonlySet<string>;
  /** In the order in which they arrived. */
  events: readonly FanEvent[];
}

/** The event through which a fan came into an SOP; `happenedAt` is e0. */
export interface Entry {
  happenedAt: number;
  properties: Properties;
}

/** Lowest values (fen) of the scores 2 to 5. */
export interface ScoreThresholds {
  M: readonly number[];
}

/** When, and beside what, a condition is asked. */
export interface Moment {
  /** Milliseconds. */
  now: number;
  zone: string;
  /** Outside an SOP there is none: nothing has happened since then. */
  entry?: Entry;
  /** The event that is being looked at, for `happens`. */
  event?: FanEvent;
  segments: Readonly<Record<string, Condition>>;
  scores: ScoreThresholds;
}

/** Own properties only: a name that a person made up may be `constructor`. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
