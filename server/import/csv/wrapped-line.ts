import { OpenQuote, RecordSplitter } from './split-records.js';

/** A cell with fewer delimiters than that is a text with a comma in it. */
const NARROWEST = 3;

/**
 * The cells of a line that stands in quotes as a whole, as programs write it that take a line for one cell; undefined for
 * any other record.
 *
 * @param width how many cells the rows of the table have; null: any number will do
 */
export function cellsWithin(cells: readonly string[], width: number | null, delimiter: string): string[] | undefined {
  const [line = ''] = cells;
  if (cells.length !== 1 || !line.includes(delimiter)) return undefined;
  const within = cellsOf(line, delimiter);
  return within.length >= NARROWEST && (width === null || within.length === width) ? within : undefined;
}

/** The cells of one line; none where a quote is open at its end. */
export function cellsOf(line: string, delimiter: string): string[] {
  try {
    const [cells = []] = new RecordSplitter(delimiter).push(line, true);
    return cells;
  } catch (error) {
    if (!(error instanceof OpenQuote)) throw error;
    return [];
  }
}
