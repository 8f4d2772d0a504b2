import { ApplicationFailure } from '@temporalio/common';
import type { LaneState, RunChange } from '@fanloom/dsl/core/advance.js';
import { type ClockReading, readClock } from '@fanloom/server/clock/clock.js';
import type { Db } from '@fanloom/server/db/database.js';
import { contextOf, finishCommand, lockRun, type LockedRun } from '../engine/locked-run.js';
import type { StepContext } from '../engine/step-context.js';

export interface RunRef {
  run: string;
  generation: number;
}

export interface CommandInput extends RunRef {
  /** Null: take the next number. For work that may be done twice. */
  command: number | null;
}

/** Plain data: it crosses into Temporal. Instants in milliseconds. */
export interface CommandResult {
  command: number;
  change: RunChange;
  clock: { realAt: number; businessAt: number; speed: number };
}

export type Changes = Record<number, LaneState | null>;

/**
 * Carries out one command of a run: one transaction under the run's lock. A command that was done already returns what
 * it returned then, so a retry after a lost answer changes nothing.
 *
 * @throws ApplicationFailure `SUPERSEDED`, not retryable, when a later generation has taken over the run
 */
export async function carryOut(
  db: Db,
  input: CommandInput,
  work: (context: StepContext, run: LockedRun, changes: Changes) => Promise<{ paused: boolean }>,
): Promise<CommandResult> {
  const done = await db.transaction().execute(async (tx) => {
    const run = await lockRun(tx, input.run);
    if (run.generation !== input.generation) {
      throw ApplicationFailure.nonRetryable(`Run ${run.id} goes on as generation ${run.generation}`, 'SUPERSEDED');
    }
    const command = input.command ?? run.command + 1;
    if (run.command >= command) return { command, change: run.result ?? { lanes: {}, paused: false } };
    const context = await contextOf(tx, run);
    const changes: Changes = {};
    const { paused } = await work(context, run, changes);
    const change = { lanes: changes, paused };
    await finishCommand(context, run, command, change);
    return { command, change };
  });
  return { ...done, clock: toPlain(await readClock(db)) };
}

function toPlain(clock: ClockReading): CommandResult['clock'] {
  return { realAt: clock.realAt.getTime(), businessAt: clock.businessAt.getTime(), speed: clock.speed };
}
