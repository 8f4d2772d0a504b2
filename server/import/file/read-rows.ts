import { readCsv } from '../csv/read-csv.js';
import type { FileFormat, RawRows } from '../format.js';
import { readXlsx } from '../xlsx/read-xlsx.js';

/** Rows of a file in order, in small steps. Throws a UserError for what only shows while reading. */
export function readRows(path: string, format: FileFormat): AsyncGenerator<RawRows> {
  return format.type === 'csv' ? readCsv(path, format) : readXlsx(path, format);
}
