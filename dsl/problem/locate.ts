/** A place as people count it: both from 1. A Chinese character or full-width sign is two columns wide. */
export interface Location {
  line: number;
  column: number;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const ZERO = /\p{Mn}|[\u200b-\u200d\u2060\ufeff]/u;

/** Columns that a text takes on a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const c of text) width += ZERO.test(c) ? 0 : WIDE.test(c) ? 2 : 1;
  return width;
}

/** Offsets at which the lines of a text begin. LF, CRLF and CR end a line. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** Line (from 0) in which an offset lies. */
export function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Line and display column of an offset. */
export function locate(text: string, offset: number, starts = lineStarts(text)): Location {
  const line = lineAt(starts, offset);
  return { line: line + 1, column: displayWidth(text.slice(starts[line] ?? 0, offset)) + 1 };
}
