import { parentPort, workerData } from 'node:worker_threads';
import { fuzz, type FuzzResult } from './fuzz-run.js';
import { realTexts } from './real-texts.js';

/** What the worker says: the text it tries next, and in the end how it went. */
export type FuzzMessage = { kind: 'trying'; seed: number; text: string } | { kind: 'done'; result: FuzzResult };

const { seconds, seed } = workerData as { seconds: number; seed: number };
const say = (message: FuzzMessage) => parentPort?.postMessage(message);
const trying = (number: number, text: string) => say({ kind: 'trying', seed: number, text });
say({ kind: 'done', result: fuzz({ seconds, seed, texts: realTexts(), trying }) });
