import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { advance, newRun, receive, type RunState } from '@fanloom/dsl/core/advance.js';
import type { CommandResult, RunRef } from '../activities/command.js';
import type { RunActivities } from '../activities/run-activities.js';

/** Somebody put lanes into the run, or moved some: look again. */
export const ring = defineSignal('ring');

const activities = proxyActivities<RunActivities>({
  // Longer than the statement time-out, so that no attempt overtakes one that is still at work.
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '30 seconds', nonRetryableErrorTypes: ['SUPERSEDED'] },
});

/**
 * One cohort of fans on its way through one SOP version. All that matters is decided in the database by the activities;
 * the workflow only knows which lane acts next, and waits.
 */
export async function runSop(ref: RunRef): Promise<void> {
  let rung = false;
  setHandler(ring, () => {
    rung = true;
  });
  let { clock, ...loaded } = await activities.load(ref);
  let state: RunState = receive(newRun, { kind: 'changed', ...loaded });

  for (;;) {
    if (rung) state = receive(state, { kind: 'rung' });
    rung = false;
    const next = advance(state, businessTime(clock));
    state = next.state;
    if (next.command.kind === 'finish') return;
    if (next.command.kind === 'sleep') {
      await sleepUntil(next.command.until, clock, () => rung);
    } else {
      ({ clock, ...loaded } = await activities.act({ ...ref, ...next.command }));
      state = receive(state, { kind: 'changed', ...loaded });
    }
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof runSop>(ref);
  }
}

/** Temporal's time is real; the business clock may run faster. */
function businessTime({ realAt, businessAt, speed }: CommandResult['clock']): number {
  return businessAt + (Date.now() - realAt) * speed;
}

async function sleepUntil(until: number | null, clock: CommandResult['clock'], rung: () => boolean): Promise<void> {
  if (until === null) {
    await condition(rung);
    return;
  }
  const ms = Math.ceil((until - businessTime(clock)) / clock.speed);
  await condition(rung, Math.max(1, ms));
}
