import type { Who } from '../ir/program.js';

/** Why somebody did not come in. */
export type Refusal =
  /** Still in it. */
  | 'already_in'
  /** Been in it, and the re-entry clause does not let them in yet, or ever. */
  | 'too_soon'
  /** The entering event does not carry what `每个…一次` counts by. */
  | 'nothing_to_count'
  /** A state that ends the SOP holds already. */
  | 'leaves_already';

/** Why a message was not sent. */
export type SkipReason =
  | 'missed'
  | 'opted_out'
  | 'no_consent'
  | 'no_address'
  | 'capped'
  | 'no_stock'
  | 'no_budget'
  | 'missing_content'
  | 'withdrawn';

/** The channel or the coupon could not reach the fan: these take the way of `未送达`. */
export const UNDELIVERABLE: readonly SkipReason[] = ['no_consent', 'no_address', 'no_stock', 'no_budget'];

/**
 * What happened to the fan, in order. `at` is in milliseconds, `enrolment` counts the fan's stays in this SOP from 1,
 * `step` is a step's key.
 */
export type TraceEntry = { at: number } & (
  | { kind: 'refused'; reason: Refusal }
  | ({ enrolment: number } & (
      | { kind: 'entered' | 'finished' | 'expired' | 'goal' }
      /** `clause` counts the SOP's `一旦` clauses from 0. */
      | { kind: 'left'; clause: number }
      | ({ step: string } & StepEntry)
    ))
);

type StepEntry =
  | { kind: 'reached' }
  /** The way that was taken where a step has several; see {@link waysOf}. */
  | { kind: 'took'; way: string }
  | { kind: 'waits'; until: number }
  | { kind: 'held'; channel: string; until: number }
  | { kind: 'sent'; channel: string; text: string; coupon: string | null }
  | { kind: 'skipped'; channel: string; reason: SkipReason }
  | { kind: 'tagged' | 'untagged'; names: string[] }
  | { kind: 'task'; title: string; to: Who }
  | { kind: 'set'; field: string }
  | { kind: 'upgraded'; level: string }
  | { kind: 'points'; points: number }
  | { kind: 'granted'; coupon: string }
  | { kind: 'not_granted'; coupon: string; reason: SkipReason }
  | { kind: 'assigned' | 'handed_over' | 'notified'; to: Who }
  | { kind: 'task_handed_over'; title: string; to: Who }
  | { kind: 'started' | 'stopped'; sop: string }
  | { kind: 'pushed'; name: string };

export type Trace = TraceEntry[];
