import type { TextEdit } from '../problem/problem.js';

/** A text after edits that do not overlap, in any order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  for (const { range, text: replacement } of [...edits].sort((a, b) => b.range.from - a.range.from)) {
    result = result.slice(0, range.from) + replacement + result.slice(range.to);
  }
  return result;
}
