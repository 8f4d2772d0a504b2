/**
 * Conditions as the compiler emits them. One tree, two evaluators (in memory in `dsl/condition`, SQL in
 * `server/condition`), held equal by property tests.
 *
 * Two-valued: a comparison over a missing value is false, `not` negates that result. Counters and sums are 0,
 * never missing; division by zero is missing.
 */
export type Condition =
  | { kind: 'all'; of: Condition[] }
  | { kind: 'any'; of: Condition[] }
  | { kind: 'not'; of: Condition }
  /** How many of these events happened in the window, compared with `count`. `did X` is `>= 1`, `no X` is `= 0`. */
  | { kind: 'count'; events: EventMatch[]; window: Window; op: Comparator; count: number }
  | {
      kind: 'aggregate';
      event: EventMatch;
      window: Window;
      aggregate: 'total' | 'average' | 'highest' | 'lowest';
      property: string;
      op: Comparator;
      value: Expression;
    }
  /** Some `event` in the window after which `seconds` have fully passed without any of `without`. */
  | { kind: 'unanswered'; event: EventMatch; window: Window; seconds: number; without: EventMatch[] }
  /** The fan carries this tag. `rule`: of a tag that is kept true; the database stores it like any other tag. */
  | { kind: 'tag'; name: string; rule?: Condition }
  /** The field has a value. */
  | { kind: 'present'; field: FieldRef }
  | { kind: 'segment'; name: string }
  | { kind: 'compare'; left: Expression; op: Comparator; right: Expression }
  /** Text contains one of `words`, or a list field has one of them as an element. */
  | { kind: 'contains'; left: Expression; words: string[] }
  | { kind: 'oneOf'; left: Expression; values: Expression[] }
  /** True of the event that is being looked at: only in a trigger's guard, `leave` and `until`. */
  | { kind: 'happens'; events: EventMatch[] };

export type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** `days` are whole business days (from 00:00 of the day n days ago); `seconds` are exact. */
export type Window =
  | { kind: 'days'; days: number }
  | { kind: 'seconds'; seconds: number }
  | { kind: 'since-entry' }
  | { kind: 'ever' }
  | { kind: 'today' }
  | { kind: 'this-month' }
  | { kind: 'last-month' };

/** An event by type, narrowed by filters that must all hold. `custom` types are the shop's own (`event "…"`). */
export interface EventMatch {
  type: string;
  custom?: true;
  /** `领券 "新人10元"`: the thing the event is about (its coupon, survey, task, …). */
  subject?: string;
  filters: EventFilter[];
}

export type EventFilter =
  | { kind: 'compare'; property: string; op: Comparator; value: Expression }
  | { kind: 'contains'; property: string; words: string[] }
  | { kind: 'present'; property: string }
  /** The event's property equals the same property of the entering event (`同一工单`). */
  | { kind: 'same'; property: string };

export interface FieldRef {
  name: string;
  custom?: true;
}

/** `评分`: points for what a fan does, which fade. */
export interface ScoreRule {
  signals: ScoreSignal[];
  /** Points halve in this time; null: they stay. */
  halfSeconds: number | null;
}

/** `most`: what the newest of these events are worth together at most, before they fade. */
export interface ScoreSignal {
  event: EventMatch;
  points: number;
  most: number | null;
}

/** Money in fen, durations in seconds, percent as 0–100, dates as `YYYY-MM-DD`. */
export type Expression =
  | { kind: 'text'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'money'; fen: number }
  | { kind: 'duration'; seconds: number }
  | { kind: 'percent'; value: number }
  | { kind: 'date'; date: string }
  | { kind: 'today' }
  | { kind: 'field'; field: FieldRef }
  | { kind: 'score'; name: string; rule: ScoreRule }
  /** A property of the entering event (`本次.商品`). */
  | { kind: 'entry'; property: string }
  | { kind: 'event-property'; which: 'first' | 'last'; event: EventMatch; property: string }
  | { kind: 'since'; field: FieldRef }
  | { kind: 'since-last'; event: EventMatch }
  | { kind: 'arithmetic'; op: '+' | '-' | '*' | '/'; left: Expression; right: Expression };
