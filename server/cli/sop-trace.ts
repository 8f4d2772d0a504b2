import { dayAt, minuteAt } from '@fanloom/dsl/core/zone.js';
import { traceWords } from '@fanloom/dsl/explain/trace-words.js';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { NEW_SHOP } from '@fanloom/dsl/simulate/options.js';
import { DAY_ZERO } from '@fanloom/dsl/simulate/run-test.js';
import type { Trace } from '@fanloom/dsl/simulate/trace.js';
import type { Language } from './command.js';

/** What happened to the fan of a test, a line each; which steps were passed is left out. */
export function traceLines(trace: Trace, language: Language): string[] {
  return trace.flatMap((entry) => {
    const words = traceWords(entry, momentOf);
    return words === null ? [] : `${momentOf(entry.at)[language]}  ${words[language]}`;
  });
}

/** `第3天 10:00`, as tests are written. */
function momentOf(at: number): Bilingual {
  const day = String(dayAt(at, NEW_SHOP.zone) - DAY_ZERO);
  const minute = minuteAt(at, NEW_SHOP.zone);
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  return { zh: `第${day}天 ${clock}`, en: `day ${day} ${clock}` };
}
