import { format } from '../format/format.js';
import type { TextEdit } from '../problem/problem.js';
import type { Language } from '../vocabulary/language.js';

/** The changes that bring a text into its one layout. None for a text that cannot be read. */
export function formatEdits(text: string, keywords?: Language): TextEdit[] {
  return editsBetween(text, format(text, keywords));
}

const BLANK = /\s/;
/** How far apart two texts may drift before the rest counts as rewritten, and what must be equal to meet again. */
const DRIFT = 32;
const MEET = 4;

/** Small changes that turn one text into another: what stays stays, so that a cursor keeps its place. */
export function editsBetween(before: string, after: string): TextEdit[] {
  const edits: TextEdit[] = [];
  let [i, j] = [0, 0];
  const replace = (endI: number, endJ: number) => {
    if (before.slice(i, endI) !== after.slice(j, endJ)) {
      edits.push({ range: { from: i, to: endI }, text: after.slice(j, endJ) });
    }
    [i, j] = [endI, endJ];
  };
  while (i < before.length || j < after.length) {
    replace(blanksFrom(before, i), blanksFrom(after, j));
    if (i < before.length && before[i] === after[j]) {
      i++;
      j++;
    } else replace(...meetAgain(before, after, i, j));
  }
  return joined(edits);
}

function blanksFrom(text: string, from: number): number {
  let end = from;
  while (end < text.length && BLANK.test(text.charAt(end))) end++;
  return end;
}

/** The nearest places at which both texts go on alike; their ends when there are none. */
function meetAgain(before: string, after: string, i: number, j: number): [number, number] {
  for (let drift = 1; drift <= DRIFT; drift++) {
    for (let skipped = 0; skipped <= drift; skipped++) {
      const [a, b] = [i + skipped, j + drift - skipped];
      const ahead = before.slice(a, a + MEET);
      if (ahead.length === MEET && !BLANK.test(ahead.charAt(0)) && after.startsWith(ahead, b)) return [a, b];
    }
  }
  return [before.length, after.length];
}

/** Edits that touch become one. */
function joined(edits: readonly TextEdit[]): TextEdit[] {
  const out: TextEdit[] = [];
  for (const edit of edits) {
    const last = out.at(-1);
    if (last && last.range.to === edit.range.from) {
      out[out.length - 1] = { range: { from: last.range.from, to: edit.range.to }, text: last.text + edit.text };
    } else out.push(edit);
  }
  return out;
}
