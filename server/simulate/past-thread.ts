import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../db/database.js';
import type { ThreadOrder, ThreadWord } from './in-thread.js';
import { runPast } from './run-past.js';

/** Entry of the thread of {@link runInThread}. */
const { databaseUrl, past } = workerData as ThreadOrder;
const tell = (word: ThreadWord) => parentPort?.postMessage(word);
const db = openDatabase(databaseUrl, { connections: 1, name: 'fanloom-simulation' });
tell({ outcome: await runPast(db, past, (progress) => tell({ progress })) });
await db.destroy();
