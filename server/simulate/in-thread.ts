import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PastOutcome, PastRun, Progress } from './run-past.js';

/** What the thread is given. */
export interface ThreadOrder {
  databaseUrl: string;
  past: PastRun;
}

/** What it says. */
export type ThreadWord = { progress: Progress } | { outcome: PastOutcome };

/** Beyond it the simulation fails, and nothing else of the process. */
const MOST_MEGABYTES = 1024;

/**
 * Runs fans' past in a thread, so that requests are answered meanwhile.
 *
 * @param signal ends it at once; the promise is then rejected
 */
export async function runInThread(
  order: ThreadOrder,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<PastOutcome> {
  const worker = new Worker(new URL('./past-thread.js', import.meta.url), {
    workerData: order,
    // What this process was started with is for itself.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
  });
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop);
  let outcome: PastOutcome | undefined;
  worker.on('message', (word: ThreadWord) => {
    if ('outcome' in word) outcome = word.outcome;
    else onProgress(word.progress);
  });
  try {
    await once(worker, 'exit');
  } finally {
    signal.removeEventListener('abort', stop);
  }
  if (!outcome) throw new Error('The simulation ended without an outcome');
  return outcome;
}
