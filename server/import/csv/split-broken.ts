import { cellsOf } from './wrapped-line.js';

/** A line with fewer cells than that looks like a row by chance. */
const NARROWEST = 3;
const LINE_END = /\r\n|\n|\r/;

/**
 * The rows of a record that a quote without its second one has made of several lines; the record as it is where its further
 * lines are no rows by themselves. The parser leaves such a quote at the beginning of the cell, and what follows up to the
 * next quote as it stands in the file.
 *
 * @param width how many cells the rows of the table have
 */
export function splitBroken(cells: string[], width: number, delimiter: string): string[][] {
  const at = cells.findIndex((cell) => cell.startsWith('"') && LINE_END.test(cell));
  if (at === -1 || width < NARROWEST) return [cells];
  const [first = '', ...lines] = (cells[at] ?? '').slice(1).split(LINE_END);
  const rest = cells.slice(at + 1).map((cell) => (cell.includes(delimiter) ? `"${cell}"` : cell));
  const last = [lines.pop() ?? '', ...rest].join(delimiter);
  const rows = [...lines, last].map((line) => cellsOf(line, delimiter));
  if (!rows.every((row) => row.length === width && isFilled(row))) return [cells];
  return [[...cells.slice(0, at), ...first.split(delimiter)], ...rows];
}

function isFilled(row: readonly string[]): boolean {
  return row.filter((cell) => cell.trim() !== '').length >= NARROWEST;
}
