import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { rowProblemText, type RowProblem } from './import.problems.js';

/** Why rows are not taken, and how many for that reason. */
export interface Reason {
  code: string;
  text: Bilingual;
  count: number;
}

/** The most frequent reason first. */
export function countReasons(problems: readonly RowProblem[]): Reason[] {
  const reasons = new Map<string, Reason>();
  for (const { code, column } of problems) {
    const text = rowProblemText(code, column);
    const reason = reasons.get(text.en) ?? { code, text, count: 0 };
    reason.count += 1;
    reasons.set(text.en, reason);
  }
  return [...reasons.values()].sort((a, b) => b.count - a.count);
}
