import { condition, continueAsNew, defineSignal, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import { advance, newRun, receive, type RunCommand } from '@fanloom/dsl/core/advance.js';
import type { CommandResult, RunRef } from '../activities/command.js';
import type { RunActivities } from '../activities/run-activities.js';

/** Somebody put lanes into the run, or moved some: look again. */
export const ring = defineSignal('ring');

const activities = proxyActivities<RunActivities>({
  // Longer than the statement time-out, so that no attempt overtakes one that is still at work.
  startToCloseTimeout: '10 minutes',
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
  const loaded = await activities.load(ref);
  let clock = loaded.clock;
  let state = receive({ ...newRun, command: loaded.command }, { kind: 'changed', change: loaded.change });

  for (;;) {
    if (rung) state = receive(state, { kind: 'rung' });
    rung = false;
    const next = advance(state, businessTime(clock));
    state = next.state;
    const { command } = next;
    if (command.kind === 'finish') return;
    if (command.kind === 'sleep') {
      await sleepUntil(command.until, clock, () => rung);
    } else {
      const result = await give(command, ref);
      clock = result.clock;
      state = receive(state, { kind: 'changed', change: result.change });
    }
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof runSop>(ref);
  }
}

type ActiveCommand = Exclude<RunCommand, { kind: 'sleep' | 'finish' }>;

function give(command: ActiveCommand, ref: RunRef): Promise<CommandResult> {
  const input = { ...ref, command: command.command };
  switch (command.kind) {
    case 'collect':
      return activities.collect(input);
    case 'perform':
      return activities.perform({ ...input, lane: command.lane, seq: command.seq });
    case 'arm':
      return activities.arm({ ...input, lane: command.lane, seq: command.seq });
  }
}

/** Temporal's time is real; the business clock may run faster. */
function businessTime({ realAt, businessAt, speed }: CommandResult['clock']): number {
  return businessAt + (Date.now() - realAt) * speed;
}

async function sleepUntil(
  until: number | null,
  clock: CommandResult['clock'],
  rung: () => boolean,
): Promise<void> {
  if (until === null) {
    await condition(rung);
    return;
  }
  const ms = Math.ceil((until - businessTime(clock)) / clock.speed);
  await condition(rung, Math.max(1, ms));
}
