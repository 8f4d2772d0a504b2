import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { rowProblemText } from '../import.problems.js';

/** Why rows are not taken, and how many for that reason. */
export interface Reason {
  code: string;
  text: Bilingual;
  count: number;
}

interface Rejected {
  code: string;
  column?: string | null;
  /** How many; one unless told. */
  rows?: number;
}

/** The most frequent reason first. */
export function countReasons(rejected: readonly Rejected[]): Reason[] {
  const reasons = new Map<string, Reason>();
  for (const { code, column, rows = 1 } of rejected) {
    const text = rowProblemText(code, column ?? undefined);
    const reason = reasons.get(text.en) ?? { code, text, count: 0 };
    reason.count += rows;
    reasons.set(text.en, reason);
  }
  return [...reasons.values()].sort((a, b) => b.count - a.count);
}
