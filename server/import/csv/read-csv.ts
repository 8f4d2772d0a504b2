import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { MOST_COLUMNS, type Encoding, type FileFormat, type RawRow, type RawRows } from '../format.js';
import { fileProblem } from '../import.problems.js';
import { splitBroken } from './split-broken.js';

/** Small enough that other work gets its turn between two steps. */
const ROWS_A_STEP = 250;
/** A longer record is not a row but a quote that never closes. */
const LONGEST_RECORD = 256 * 1024;

/**
 * Reads the rows of a text file in constant memory. Every record counts as a row, blank ones too; unreadable bytes
 * become U+FFFD. Throws a UserError where a quote never closes or the table is too wide.
 */
export async function* readCsv(path: string, format: Extract<FileFormat, { type: 'csv' }>): AsyncGenerator<RawRows> {
  const size = Math.max(1, (await stat(path)).size);
  const progress = { readBytes: 0 };
  const parser = parse({
    delimiter: format.delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: LONGEST_RECORD,
  });
  // The error of the source reaches the reader of the parser; nothing is left to do here.
  pipeline(Readable.from(decoded(path, format.encoding, progress)), parser, () => undefined);
  let rows: RawRow[] = [];
  let no = 0;
  let width = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (cells.length > MOST_COLUMNS) throw fileProblem('IMP109', { columns: cells.length, limit: MOST_COLUMNS });
      const told = format.delimiter === ' ' ? cells.filter((cell) => cell !== '') : cells;
      for (const row of splitBroken(told, width, format.delimiter)) rows.push({ no: ++no, cells: row });
      width = cells.length;
      if (rows.length >= ROWS_A_STEP) {
        yield { rows, share: progress.readBytes / size };
        rows = [];
      }
    }
  } catch (error) {
    throw error instanceof CsvError ? fileProblem('IMP108', { row: no + 1 }, error) : error;
  }
  yield { rows, share: 1 };
}

async function* decoded(path: string, encoding: Encoding, progress: { readBytes: number }): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path)) {
    progress.readBytes += (chunk as Buffer).length;
    yield withoutZeros(decoder.decode(chunk as Buffer, { stream: true }));
  }
  yield decoder.decode();
}

/** Neither a cell nor the name of a column can hold them. */
function withoutZeros(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}
