import type { MergeRoot } from '../vocabulary/merge-field.js';
import type { ValueType } from '../vocabulary/value-type.js';
import type { Comparator, Condition, EventMatch, Expression, FieldRef, ScoreRule } from './condition.js';

/** The version of this format. A newer server runs every older one. */
export const IR_VERSION = 1;

/** Step index that means: the fan has come to the end. */
export const END = -1;

/**
 * One SOP, compiled. `steps` is flat and in topological order: every `next` points forward or is {@link END}, so a
 * lane that works through them by rising index meets its own branches again where they join.
 */
export interface Program {
  ir: typeof IR_VERSION;
  /** SHA-256 of the program without this field, over canonical JSON. */
  hash: string;
  name: string;
  note: string | null;
  triggers: Trigger[];
  reentry: Reentry;
  /** Half-open `[from, to)`, minutes of the day; from > to wraps past midnight. */
  quiet: MinuteRange | null;
  /** The only times when sends go out. */
  only: { days: number[] | null; range: MinuteRange } | null;
  limits: Limit[];
  budget: { fen: number; every: BudgetPeriod } | null;
  goal: { events: EventMatch[]; seconds: number } | null;
  leaves: Leave[];
  expire: { seconds: number; start: number } | null;
  /** Index of the first step, or {@link END} for an SOP without steps. */
  start: number;
  steps: Step[];
  /** Conditions, texts and coupons that the steps name, as they were when this was compiled. */
  segments: Record<string, Condition>;
  coupons: Record<string, CouponTerms>;
}

export interface MinuteRange {
  from: number;
  to: number;
}

/** Seconds, a calendar month, or for the whole life of the SOP. */
export type BudgetPeriod = { kind: 'seconds'; seconds: number } | { kind: 'month' } | { kind: 'once' };

export interface Limit {
  /** Null: over all channels. */
  channel: string | null;
  messages: number;
  seconds: number;
}

/** `per`: what may be in the SOP once at a time: the fan, or the fan with a thing (`coupon`, `ticket`, …). */
export interface Reentry {
  per: string | null;
  /** Null: never again. 0: again as soon as they are out. */
  everySeconds: number | null;
}

/** Ways in. Any of them lets a fan in when its guard holds. */
export type Trigger =
  | { kind: 'event'; event: EventMatch; first: boolean; guard: Condition | null }
  /** Each `event` starts a timer, which is the hidden step `step` (kind `absent`). */
  | { kind: 'absent'; event: EventMatch; step: number }
  | { kind: 'schedule'; schedule: Schedule; guard: Condition | null }
  /** On the field's day (every year for a birthday), `beforeDays` earlier. */
  | { kind: 'date-field'; field: FieldRef; beforeDays: number; minute: number; guard: Condition | null }
  | { kind: 'becomes'; condition: Condition }
  | { kind: 'segment'; change: 'enters' | 'leaves'; name: string; guard: Condition | null }
  | { kind: 'by-hand' }
  | { kind: 'started' };

/** `minute` of the shop's day. Weekdays 1 (Monday) to 7. */
export type Schedule =
  | { kind: 'daily'; minute: number }
  | { kind: 'weekly'; weekday: number; minute: number }
  | { kind: 'monthly'; day: number; minute: number }
  | { kind: 'once'; date: string; minute: number };

/** `start`: first step of the block that runs on leaving, or {@link END}. */
export interface Leave {
  condition: Condition;
  start: number;
}

/**
 * A service message is not counted in limits or stopped by them, waits for no quiet hours and needs no consent, only an
 * address. Whoever has opted out gets none.
 */
export type Purpose = 'marketing' | 'service';

/** `off`: fen or percent. `stock` null: no end of them. */
export interface CouponTerms {
  off: { fen: number } | { percent: number };
  overFen: number;
  validSeconds: number;
  stock: number | null;
}

/** Where in the text a step stands: offsets in UTF-16 code units. */
export interface Range {
  from: number;
  to: number;
}

interface StepBase {
  /** Path of labels with kind and ordinal; stable between versions whose step did not change place. */
  key: string;
  range: Range;
}

export type Step = StepBase & StepAction;
export type StepKind = StepAction['kind'];

export type StepAction =
  /** Wait for day `day` after entry, at `minute` of the day or at the clock time of entry. */
  | { kind: 'day'; day: number; minute: number | null; next: number }
  | { kind: 'wait'; seconds: number; next: number }
  | { kind: 'till'; till: Till; minute: number | null; next: number }
  | { kind: 'until'; seconds: number; condition: Condition; met: number; unmet: number }
  /**
   * Hidden first step of an `absent` trigger: the fan is not in the SOP yet. When `seconds` have passed without one
   * of `without` and the guard holds, the fan enters with `next`; otherwise nothing has happened.
   */
  | { kind: 'absent'; seconds: number; without: EventMatch[]; guard: Condition | null; next: number }
  | { kind: 'if'; arms: { condition: Condition; next: number }[]; otherwise: number }
  | { kind: 'split'; name: string; arms: { name: string; weight: number; next: number }[] }
  | {
      kind: 'send';
      channel: string;
      text: Template;
      purpose: Purpose;
      coupon: string | null;
      survey: string | null;
      next: number;
      /** First step for those whom this channel or coupon cannot reach; null: they go on with `next`. */
      undelivered: number | null;
    }
  /** After a send with `undelivered`: wait for the receipt. `send` is that step's key. */
  | { kind: 'receipt'; send: string; seconds: number; next: number; undelivered: number }
  | { kind: 'tag'; names: string[]; next: number }
  | { kind: 'untag'; names: string[]; next: number }
  | { kind: 'set'; field: FieldRef; value: Expression; next: number }
  | { kind: 'upgrade'; level: string; next: number }
  | { kind: 'points'; points: number; next: number }
  | { kind: 'grant'; coupon: string; next: number }
  | {
      kind: 'task';
      title: string;
      to: Who;
      due: WorkDuration;
      note: Template | null;
      overdue: { after: WorkDuration; acts: OverdueAct[] }[];
      next: number;
    }
  | { kind: 'assign'; to: Who; next: number }
  | { kind: 'handover'; to: Who; next: number }
  | { kind: 'notify'; to: Who; text: Template; next: number }
  | { kind: 'start'; sop: string; next: number }
  | { kind: 'stop'; sop: string; next: number }
  | { kind: 'webhook'; name: string; fields: FieldRef[]; next: number }
  | { kind: 'end' };

export type Till =
  | { kind: 'time' }
  | { kind: 'days-later'; days: number }
  | { kind: 'weekday'; weekday: number }
  | { kind: 'date'; date: string }
  | { kind: 'field'; field: FieldRef; beforeDays: number }
  | { kind: 'live-start' };

export type Who =
  { kind: 'owner' } | { kind: 'manager' } | { kind: 'host' } | { kind: 'service' } | { kind: 'group'; name: string };

/** `unit` other than seconds counts by the shop's duty calendar. */
export interface WorkDuration {
  amount: number;
  unit: 'seconds' | 'working-hours' | 'working-days';
}

export type OverdueAct =
  | { kind: 'notify'; to: Who; text: Template }
  | { kind: 'handover'; to: Who }
  | { kind: 'tag'; names: string[] }
  | { kind: 'untag'; names: string[] }
  | { kind: 'task'; title: string; to: Who; due: WorkDuration };

/** Message text: literal pieces and merge fields in order. */
export type Template = (string | MergeField)[];

export interface MergeField {
  root: MergeRoot;
  /** The coupon meant, where the text names one (`{券「新人10元」.链接}`). */
  of?: string;
  field: string;
  custom?: true;
  /** Of a field of the shop's own, where its type was known. */
  type?: ValueType;
  /** Where the name is that of a score: how it is worked out. */
  score?: ScoreRule;
  /** Of a score in words that wait for their reader: what it was worth when they were written. */
  value?: string;
  fallback: string | null;
}

export type { Comparator };
