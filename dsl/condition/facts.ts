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

/**
 * How a shop gives its fans 1 to 5. Each list has the bounds of 2, 3, 4 and 5: for R the most days since the last
 * purchase, falling; for the others the least value, rising.
 */
export interface ScoreThresholds {
  R: readonly number[];
  /** Orders. */
  F: readonly number[];
  /** Fen. */
  M: readonly number[];
  /** Points, by `interaction`. */
  I: readonly number[];
  /** Seconds. */
  W: readonly number[];
  /** F and M look at so many business days back; null: at the fan's whole life. */
  days: number | null;
  /** What one of each is worth in I; of a gift, a yuan of it. */
  interaction: { comment: number; like: number; share: number; gift: number };
  /** A fan whose R, F or M is not below this counts as high in it: the mean over the shop's buyers. */
  means: { R: number; F: number; M: number };
}

/** As in a shop that is new. */
export const NEW_SCORES: ScoreThresholds = {
  R: [180, 90, 30, 7],
  F: [2, 3, 5, 10],
  M: [10_000, 50_000, 100_000, 300_000],
  I: [5, 20, 100, 500],
  W: [300, 3_600, 18_000, 72_000],
  days: null,
  interaction: { comment: 3, like: 1, share: 5, gift: 1 },
  means: { R: 3, F: 3, M: 3 },
};

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
