import { DELIMITERS, type Delimiter } from '../format.js';
import { OpenQuote, RecordSplitter } from './split-records.js';
import { cellsWithin } from './wrapped-line.js';

const LINES = 40;

/** The delimiter by which most lines of the sample have the same number of cells; a comma when nothing tells. */
export function detectDelimiter(sample: string): Delimiter {
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS.filter((one) => one !== ' ')) {
    const score = scoreOf(cellCounts(sample, delimiter));
    if (score > best.score) best = { delimiter, score };
  }
  return best.score === 0 && isInBlanks(sample) ? ' ' : best.delimiter;
}

/** Whether all lines have as many parts between blanks, most of them numbers: names have blanks, too. */
function isInBlanks(sample: string): boolean {
  const lines = sample.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const parts = lines.slice(0, LINES).map((line) => line.trim().split(/ +/));
  const cells = parts.flat();
  const numbers = cells.filter((cell) => /^[\d.:/-]+$/.test(cell));
  return parts.every(({ length }) => length > 1 && length === parts[0]?.length) && numbers.length > cells.length / 2;
}

function cellCounts(sample: string, delimiter: Delimiter): number[] {
  const counts: number[] = [];
  try {
    for (const cells of new RecordSplitter(delimiter).push(sample, true)) {
      counts.push((cellsWithin(cells, null, delimiter) ?? cells).length);
      if (counts.length === LINES) break;
    }
  } catch (error) {
    // A sample may end inside a quoted cell: the records before it tell enough.
    if (!(error instanceof OpenQuote)) throw error;
  }
  return counts;
}

/** Lines that agree on a number of cells, weighted by that number. */
function scoreOf(counts: number[]): number {
  const lines = new Map<number, number>();
  for (const count of counts) if (count > 1) lines.set(count, (lines.get(count) ?? 0) + 1);
  return Math.max(0, ...Array.from(lines, ([count, n]) => (n / counts.length) * Math.log2(count + 1)));
}
