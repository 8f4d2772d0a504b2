import type { Condition, Expression, FieldRef } from './condition.js';
import type { Range } from './program.js';

/**
 * A test block, compiled. The clock is virtual: minute 0 is 00:00 of day 0, a Monday; negative minutes are history.
 * Lines stand in the order of the text, which is the order in which they happen at one minute.
 */
export interface TestCase {
  name: string;
  range: Range;
  /** The SOP under test. */
  sop: string;
  fan: FanGiven;
  /** The arm to take, by name of the split. Other splits are run through every arm. */
  arms: Record<string, string>;
  lines: TestLine[];
}

export interface FanGiven {
  name: string | null;
  /** Channels the fan agreed to; sends on them are delivered. */
  consents: string[];
  fields: { field: FieldRef; value: Expression }[];
  tags: string[];
}

/** `minute` since day 0, 00:00. */
export type TestLine = { minute: number; range: Range } & TestAction;

export type TestAction =
  | { kind: 'event'; event: TestEvent }
  | { kind: 'set'; field: FieldRef; value: Expression }
  | { kind: 'expect'; expect: Expectation };

export interface TestEvent {
  type: string;
  custom?: true;
  /** What the event is about: its coupon, survey, task, … */
  subject?: string;
  properties: Record<string, Expression>;
}

export type Expectation =
  /**
   * Messages sent on `channel` (null: any): `count` of them, none when `count` is 0, at least one when null. Counted from
   * the start and judged at the line's minute; with `onwards` counted from the line's minute and judged at the end of the run.
   */
  | { kind: 'sent'; channel: string | null; count: number | null; onwards: boolean }
  | { kind: 'left' }
  | { kind: 'finished' }
  | { kind: 'task'; title: string }
  | { kind: 'started'; sop: string }
  | { kind: 'condition'; condition: Condition };
