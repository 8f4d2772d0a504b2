import { Random } from '@fanloom/dsl/testing/random.js';
import { randomSop } from '@fanloom/dsl/testing/random-sop.js';
import { randomDefinition } from '@fanloom/dsl/testing/random-syntax.js';
import { examine, Finding } from './examine.js';
import { hostile, mutate } from './mutate.js';

export interface FuzzOrder {
  seconds: number;
  /** Text number n is made from `seed + n`: a finding can be had again. */
  seed: number;
  /** Real texts to change, beside those that are made up. */
  texts: readonly string[];
  /** Is told each text before it is tried. */
  trying?: (seed: number, text: string) => void;
}

export interface FuzzFinding {
  seed: number;
  message: string;
  text: string;
}

export interface FuzzResult {
  tried: number;
  /** Checked without an error: compiled, formatted and run as well. */
  clean: number;
  /** Longest check of a text of at most 64 KiB. */
  slowestMs: number;
  findings: FuzzFinding[];
}

const SLOW_MS = 1000;
const SLOW_BYTES = 64 * 1024;
const MOST_FINDINGS = 20;

/** Tries text after text until the time is over or enough was found. */
export function fuzz({ seconds, seed, texts, trying }: FuzzOrder): FuzzResult {
  const result: FuzzResult = { tried: 0, clean: 0, slowestMs: 0, findings: [] };
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until && result.findings.length < MOST_FINDINGS) {
    const number = seed + result.tried++;
    const text = makeText(new Random(number), texts);
    trying?.(number, text);
    try {
      const { clean, checkMs } = tryText(text, number);
      if (clean) result.clean++;
      result.slowestMs = Math.max(result.slowestMs, checkMs);
    } catch (error) {
      const message = error instanceof Finding ? error.message : String(error instanceof Error ? error.stack : error);
      result.findings.push({ seed: number, message, text });
    }
  }
  return result;
}

function makeText(random: Random, texts: readonly string[]): string {
  const kind = random.below(100);
  if (kind < 30) return randomSop(random);
  if (kind < 50) return definitions(random);
  if (kind < 55) return hostile(random, SLOW_BYTES);
  const from = [randomSop(random), definitions(random), ...(texts.length > 0 ? [random.pick(texts)] : [])];
  return mutate(random.pick(from), random);
}

function definitions(random: Random): string {
  const language = random.pick(['zh', 'en'] as const);
  return Array.from({ length: 1 + random.below(3) }, () => randomDefinition(random, language).text).join('\n');
}

/** Slow once may be the machine; slow three times is the text. */
function tryText(text: string, seed: number): { clean: boolean; checkMs: number } {
  const first = examine(text, new Random(seed));
  const { clean } = first;
  let { checkMs } = first;
  if (Buffer.byteLength(text) > SLOW_BYTES + 100) return { clean, checkMs: 0 };
  for (let again = 0; again < 2 && checkMs > SLOW_MS; again++) {
    checkMs = Math.min(checkMs, examine(text, new Random(seed)).checkMs);
  }
  if (checkMs > SLOW_MS) throw new Finding(`checking takes ${checkMs.toFixed(0)} ms`);
  return { clean, checkMs };
}
