import { ApplicationFailure } from '@temporalio/common';
import type { RunChange } from '@fanloom/dsl/core/advance.js';
import { type ClockReading, readClock } from '@fanloom/server/clock/clock.js';
import type { Db } from '@fanloom/server/db/database.js';
import { inTransactionSpan } from '@fanloom/server/db/transaction-span.sql.js';
import { isolating } from '../engine/isolation.js';
import type { LaneChanges } from '../engine/lane.sql.js';
import { contextOf, finishCommand, lockRun, type LockedRun } from '../engine/locked-run.js';
import type { StepContext } from '../engine/step-context.js';

export interface RunRef {
  run: string;
  generation: number;
}

/** Plain data: it crosses into Temporal. Instants in milliseconds. */
export interface CommandResult {
  /** Number of the last command that the database knows. */
  command: number;
  change: RunChange;
  clock: { realAt: number; businessAt: number; speed: number };
}

/** One transaction's part of a command. Adds what it changes. */
export type Work = (context: StepContext, run: LockedRun, changes: LaneChanges) => Promise<{ paused: boolean }>;

/**
 * Carries out one command of a run: one transaction under the run's lock. A command that was done already returns what
 * it returned then, so a retry after a lost answer changes nothing.
 *
 * @param command null: the next number, for work that may be done twice; its changes join those before it
 * @throws ApplicationFailure `SUPERSEDED`, not retryable, when a later generation has taken over the run
 */
export async function carryOut(
  db: Db,
  ref: RunRef,
  { command, before, work }: { command: number | null; before?: RunChange; work: Work },
): Promise<CommandResult> {
  const done = await isolating(db, async (tx, isolation) => {
    const run = await lockRun(tx, ref.run);
    if (run.generation !== ref.generation) {
      const message = `Run ${run.id} goes on as generation ${String(run.generation)}`;
      throw ApplicationFailure.nonRetryable(message, 'SUPERSEDED');
    }
    if (command !== null && run.command >= command) {
      return { command: run.command, change: run.result ?? { lanes: {}, paused: false } };
    }
    const number = command ?? run.command + 1;
    return inTransactionSpan(tx, 'run', { run: run.id, command: number }, [run.trace], async () => {
      const context = await contextOf(tx, run, isolation);
      const lanes: LaneChanges = { ...before?.lanes };
      const { paused } = await work(context, run, lanes);
      const change = { lanes, paused };
      await finishCommand(context, run, number, change);
      return { command: number, change };
    });
  });
  return { ...done, clock: toPlain(await readClock(db)) };
}

function toPlain(clock: ClockReading): CommandResult['clock'] {
  return { realAt: clock.realAt.getTime(), businessAt: clock.businessAt.getTime(), speed: clock.speed };
}
