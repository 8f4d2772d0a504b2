import type { Tx } from '@fanloom/server/db/database.js';
import type { Step, StepKind } from '@fanloom/dsl/ir/program.js';
import type { LaneTimes } from '@fanloom/dsl/core/place.js';
import type { Group } from './group.sql.js';
import type { Isolation } from './isolation.js';
import type { LaneNumbers } from './lane-numbers.js';
import type { StepCount, StepCounts } from './step-counts.js';
import type { Version } from './version.js';

/** What a step needs to act on a group, inside one transaction that holds the locks of the group's runs. */
export interface StepContext {
  tx: Tx;
  version: Version;
  /** Business time; one instant for the whole transaction. */
  now: Date;
  numbers: LaneNumbers;
  counts: StepCounts;
  isolation: Isolation;
}

/** A group that stands at a step, and its place in time. */
export interface StandingGroup {
  group: Group;
  times: LaneTimes;
}

/** Where a step sends the fans of a group: on to other steps, or to wait where they are until quiet hours end. */
export type StepOutcome =
  { kind: 'go'; parts: StepPart[]; counts?: Partial<StepCount> } | { kind: 'hold'; until: number };

export interface StepPart {
  group: Group;
  next: number;
  /** Where the step has set the group's clock anew. */
  times?: LaneTimes;
  /** They wait at the step itself, until this instant. */
  until?: number;
}

export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>;

/** All of the group go on to the same step. */
export function onward(group: Group, next: number): StepOutcome {
  return { kind: 'go', parts: [{ group, next }] };
}
