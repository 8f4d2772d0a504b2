import { heartbeat } from '@temporalio/activity';
import type { RunActivities } from './run-activities.js';

const EVERY_MS = 2_000;

/** Lets Temporal hear of activities while they are at work, so that those of a dead process are tried again soon. */
export function withHeartbeat(activities: RunActivities): RunActivities {
  const beating =
    <I, O>(work: (input: I) => Promise<O>) =>
    async (input: I): Promise<O> => {
      const beat = setInterval(() => heartbeat(), EVERY_MS);
      try {
        return await work(input);
      } finally {
        clearInterval(beat);
      }
    };
  return { load: beating(activities.load), act: beating(activities.act) };
}
