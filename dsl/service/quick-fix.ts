import type { Range } from '../ir/program.js';
import type { Fix, Problem } from '../problem/problem.js';

/** What can be done about one problem. */
export interface QuickFix extends Fix {
  problem: Problem;
}

/** The fixes of the problems that a stretch of a document touches, in the order of the text. */
export function quickFixes(problems: readonly Problem[], { from, to }: Range): QuickFix[] {
  return problems
    .filter(({ range }) => range.from <= to && from <= range.to)
    .flatMap((problem) => problem.fixes.map((fix) => ({ ...fix, problem })));
}
