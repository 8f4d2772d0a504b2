import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { MOST_COLUMNS, type Encoding, type FileFormat, type RawRow, type RawRows } from '../format.js';
import { fileProblem } from '../import.problems.js';
import { splitBroken } from './split-broken.js';
import { cellsWithin } from './wrapped-line.js';
import { OpenQuote, RecordSplitter } from './split-records.js';

/**
 * Reads the rows of a text file in constant memory. Every record counts as a row, blank ones too; unreadable bytes
 * become U+FFFD. Throws a UserError where a quote never closes or the table is too wide.
 */
export async function* readCsv(path: string, format: Extract<FileFormat, { type: 'csv' }>): AsyncGenerator<RawRows> {
  const size = Math.max(1, (await stat(path)).size);
  const splitter = new RecordSplitter(format.delimiter);
  let no = 0;
  let width = 0;
  /** All lines stand in quotes as a whole, as the first one does. */
  let areWrapped = false;
  for await (const { text, readBytes, isLast } of readText(path, format.encoding)) {
    const rows: RawRow[] = [];
    try {
      for (const cells of splitter.push(text, isLast)) {
        if (cells.length > MOST_COLUMNS) throw fileProblem('IMP109', { columns: cells.length, limit: MOST_COLUMNS });
        const told = format.delimiter === ' ' ? cells.filter((cell) => cell !== '') : cells;
        const within = cellsWithin(told, areWrapped || no === 0 ? null : width, format.delimiter);
        if (no === 0) areWrapped = within !== undefined;
        for (const row of within ? [within] : splitBroken(told, width, format.delimiter)) {
          rows.push({ no: ++no, cells: row });
        }
        if (cells.length > 1) width = cells.length;
      }
    } catch (error) {
      throw error instanceof OpenQuote ? fileProblem('IMP108', { row: no + 1 }, error) : error;
    }
    if (rows.length > 0 || isLast) yield { rows, share: isLast ? 1 : readBytes / size };
  }
}

/** The text of a file in pieces, with how many bytes were read for it. */
async function* readText(
  path: string,
  encoding: Encoding,
): AsyncGenerator<{ text: string; readBytes: number; isLast: boolean }> {
  const decoder = new TextDecoder(encoding);
  let readBytes = 0;
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    readBytes += piece.length;
    yield { text: withoutZeros(decoder.decode(piece, { stream: true })), readBytes, isLast: false };
  }
  yield { text: decoder.decode(), readBytes, isLast: true };
}

/** Neither a cell nor the name of a column can hold them. */
function withoutZeros(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}
