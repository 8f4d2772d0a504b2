import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { UserError } from '../config/user-error.js';
import type { PreparedBatch, Reading } from './prepare-batches.js';

/** What the thread is given. */
export interface ThreadOrder {
  reading: Reading;
  after: number;
}

/** What it says. */
export type ThreadWord = { batch: PreparedBatch } | { problem: Pick<UserError, 'code' | 'text'> } | { isEnd: true };

/** Texts of a workbook are in memory as a whole. */
const MEMORY = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 };

/** As prepareBatches, in a thread of its own: one batch is read while the one before it is written. */
export async function* prepareInThread(reading: Reading, after = 0): AsyncGenerator<PreparedBatch> {
  const workerData: ThreadOrder = { reading, after };
  const thread = new Worker(new URL('./prepare-thread.js', import.meta.url), {
    workerData,
    // What this process was started with is for itself.
    execArgv: [],
    resourceLimits: MEMORY,
  });
  const next = () => {
    const word = once(thread, 'message').then(([said]) => said as ThreadWord);
    // An error is met where it is awaited.
    word.catch(() => undefined);
    return word;
  };
  try {
    for (let coming = next(); ;) {
      const word = await coming;
      if ('problem' in word) throw new UserError(word.problem.code, word.problem.text);
      if ('isEnd' in word) return;
      coming = next();
      thread.postMessage('next');
      yield word.batch;
    }
  } finally {
    await thread.terminate();
  }
}
