import { setTimeout as delay } from 'node:timers/promises';
import { claimDue } from './due-source.sql.js';
import { type Puller, pullSource } from './pull-source.js';

const LOOK_EVERY = 5_000;

/**
 * Fetches the files of sources whose time has come, one after another. Of several servers one does it.
 *
 * @param onError told of a pull that could not be made for now; it is made when its lease is over
 * @returns stop: breaks off the download on its way
 */
export function startPullRunner(puller: Puller, onError: (error: unknown) => void): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = run(puller, onError, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function run(puller: Puller, onError: (error: unknown) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const source = await claimDue(puller.db);
      if (source) {
        await pullSource(puller, source, signal);
        continue;
      }
    } catch (error) {
      onError(error);
    }
    await delay(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
  }
}
