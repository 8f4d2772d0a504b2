import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { check } from '@fanloom/dsl/check/check.js';
import { format } from '@fanloom/dsl/format/format.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { Random } from '@fanloom/dsl/testing/random.js';
import { realTexts } from '../../fuzz/real-texts.js';
import type { BenchOrder } from '../bench-order.js';
import type { Figure, FigureName } from '../figure.js';
import type { Stage } from '../stage.js';
import { median } from '../statistics.js';
import { textOfLines } from './text-of-lines.js';

const ROUNDS = 51;
/** Till the engine has compiled what is hot. */
const WARM_UP = 20;

/** Checking and formatting a whole file, and checking after each key press, against parsing alone. */
export async function language(_stage: Stage, { size }: BenchOrder): Promise<Figure[]> {
  const large = textOfLines(size, realTexts());
  const small = textOfLines(Math.ceil(size / 5), realTexts());
  const typed = keyPresses(small);
  return [
    compare('language.check_1000_ms', [large], (text) => check(text, UNKNOWN_CATALOGUE)),
    compare('language.check_200_after_key_ms', typed, (text) => check(text, UNKNOWN_CATALOGUE)),
    compare('language.format_1000_ms', [large], (text) => format(text)),
  ];
}

/** The text after one more character, here and there, most of them mistakes until the word is complete. */
function keyPresses(text: string): string[] {
  const random = new Random(1);
  return Array.from({ length: ROUNDS }, () => {
    const at = random.below(text.length);
    return text.slice(0, at) + random.pick(['天', '1', '"', 'a', '{', ' ', '发']) + text.slice(at);
  });
}

/** Medians of both, taken in turns, so that what else the machine does weighs on both alike. */
function compare(name: FigureName, texts: readonly string[], work: (text: string) => unknown): Figure {
  const [worked, parsed]: [number[], number[]] = [[], []];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const text = texts[(round + WARM_UP) % texts.length] ?? '';
    const times = [milliseconds(() => work(text)), milliseconds(() => parse(text))] as const;
    if (round < 0) continue;
    worked.push(times[0]);
    parsed.push(times[1]);
  }
  const [value, alone] = [median(worked), median(parsed)];
  const lines = (texts[0] ?? '').split('\n').length;
  return {
    name,
    value,
    unit: 'ms',
    baseline: `${(value / alone).toFixed(2)}× parsing alone (${alone.toFixed(1)} ms)`,
    detail: `median of ${String(ROUNDS)}, ${String(lines)} lines`,
  };
}

function milliseconds(work: () => unknown): number {
  const since = performance.now();
  work();
  return performance.now() - since;
}
