import { parentPort, workerData } from 'node:worker_threads';
import { type Door, sendWhile } from './event-sender.js';

/** Full batches beside single events, whose times are not to hold what making these takes. Ends when it is told anything. */
const { door, fans } = workerData as { door: Door; fans: number };
let isOver = false;
parentPort?.once('message', () => (isOver = true));
await sendWhile(door, 'beside', fans, () => !isOver);
