import { once } from 'node:events';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { UserError } from '../config/user-error.js';
import { prepareBatches } from './prepare-batches.js';
import type { ThreadOrder, ThreadWord } from './prepare-in-thread.js';

/** Entry of the thread of prepareInThread. A batch is prepared when the one before it was taken. */
async function prepare(port: MessagePort): Promise<void> {
  const { reading, after } = workerData as ThreadOrder;
  const tell = (word: ThreadWord) => port.postMessage(word);
  try {
    for await (const batch of prepareBatches(reading, after)) {
      tell({ batch });
      await once(port, 'message');
    }
    tell({ isEnd: true });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    tell({ problem: { code: error.code, text: error.text } });
  }
}

if (parentPort) await prepare(parentPort);
