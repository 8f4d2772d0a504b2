import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { FuzzFinding, FuzzResult } from './fuzz-run.js';
import type { FuzzMessage } from './fuzz-worker.js';

const USAGE = `npm run fuzz -- [--seconds N] [--seed N]

  --seconds N  how long; 600 unless told
  --seed N     where to begin; the time unless told. One text again: its seed and --seconds 1`;

/** Longer than any text may take, on a slow machine. */
const HANG_MS = 60_000;

/** Exit codes: 0 nothing found, 1 something found, 2 wrong arguments. */
async function main(): Promise<number> {
  const { seconds, seed } = readArguments();
  console.log(`seed ${String(seed)}, ${String(seconds)} s`);
  const { tried, clean, slowestMs, findings } = await run(seconds, seed);
  for (const finding of findings)
    console.log(`\nseed ${String(finding.seed)}: ${finding.message}\n${finding.text.slice(0, 4000)}`);
  console.log(
    `${String(tried)} texts, ${String(clean)} of them clean and run; slowest check ${slowestMs.toFixed(0)} ms; ${String(findings.length)} found`,
  );
  return findings.length > 0 ? 1 : 0;
}

/** In a thread of its own, so that a text which never ends is found, too. */
function run(seconds: number, seed: number): Promise<FuzzResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./fuzz-worker.js', import.meta.url), { workerData: { seconds, seed } });
    let tried = 0;
    let current: FuzzFinding = { seed, message: 'it never ends', text: '' };
    const hang = setTimeout(() => {
      void worker.terminate();
      resolve({ tried, clean: 0, slowestMs: HANG_MS, findings: [current] });
    }, HANG_MS);
    worker.on('error', reject);
    worker.on('message', (message: FuzzMessage) => {
      hang.refresh();
      if (message.kind === 'trying') {
        tried++;
        current = { ...current, seed: message.seed, text: message.text };
      } else {
        clearTimeout(hang);
        resolve(message.result);
      }
    });
  });
}

function readArguments(): { seconds: number; seed: number } {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '600' }, seed: { type: 'string' }, help: { type: 'boolean' } },
  });
  const [seconds, seed] = [Number(values.seconds), Number(values.seed ?? Date.now() % 1e9)];
  if (values.help || !(seconds > 0) || !Number.isInteger(seed)) throw new Usage();
  return { seconds, seed };
}

class Usage extends Error {}

try {
  process.exitCode = await main();
} catch (error) {
  const wrongArguments =
    error instanceof Usage ||
    (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  if (!wrongArguments) throw error;
  console.error([error.message, USAGE].filter(Boolean).join('\n\n'));
  process.exitCode = 2;
}
