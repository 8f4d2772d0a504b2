import { IMPORT_KINDS, missingFields, type Column, type ImportKind } from './columns.js';
import type { RawRow } from './format.js';
import { guessColumns } from './guess-columns.js';
import { typeOf } from './rows/cell-values.js';
import { cleanCell } from './values/cell.js';
import { parseDateTime } from './values/date-time.js';
import { mapColumns } from './map-columns.js';

/** How many rows from the top may stand above the header. */
export const HEADER_WITHIN = 20;
/** A single known word may stand in a title too. */
const FEWEST_KNOWN = 2;

export interface Header {
  /** Row number; 0: the table has none, its rows begin at once. */
  row: number;
  /** Null: no table of a kind that is known. */
  kind: ImportKind | null;
  columns: Column[];
  /** Share of the columns that are known, 0 to 1. */
  confidence: number;
  /** Required columns that are not there. */
  missing: string[];
}

/**
 * Finds the row of heads and says what kind of table it is and what each column stands for.
 *
 * @param rows from the top of the file, at least {@link HEADER_WITHIN} if it has as many
 * @param choice what a person says is the kind or the header row
 * @returns undefined when no row could be the header, nor data
 */
export function detectHeader(
  rows: RawRow[],
  choice: { kind?: ImportKind | undefined; headerRow?: number | undefined } = {},
): Header | undefined {
  if (choice.headerRow === 0) return headless(rows, choice.kind);
  const top = rows.filter((row) => row.no <= HEADER_WITHIN || row.no === choice.headerRow);
  const candidates = choice.headerRow === undefined ? top : top.filter((row) => row.no === choice.headerRow);
  const kinds = choice.kind ? [choice.kind] : IMPORT_KINDS;
  const isTold = choice.kind !== undefined && choice.headerRow !== undefined;
  let best: { header: Header; fit: number } | undefined;
  for (const row of candidates) {
    for (const kind of kinds) {
      const { columns, known } = mapColumns(kind, row.cells);
      if (!isTold && known < Math.max(1, Math.min(FEWEST_KNOWN, headsIn(row)))) continue;
      const missing = missingFields(kind, columns);
      const fit = fits(kind, columns, known, missing);
      if (best && fit <= best.fit) continue;
      best = { fit, header: { row: row.no, kind, columns, confidence: known / Math.max(1, headsIn(row)), missing } };
    }
  }
  return (best && withoutWords(best.header, rows)) ?? unknownHeader(candidates) ?? headless(rows, choice.kind);
}

/** `Payment` may be an amount or how it was paid: a column without a single digit tells no amounts. */
function withoutWords(header: Header, rows: RawRow[]): Header {
  const columns = header.columns.map((column) => {
    if (column.field === null || typeOf(column.field) !== 'money') return column;
    const cells = rows.filter(({ no }) => no > header.row).map(({ cells }) => cleanCell(cells[column.index] ?? ''));
    const told = cells.filter((cell) => cell !== '');
    return told.length > 0 && !told.some((cell) => /\d/.test(cell)) ? { ...column, field: null, unit: null } : column;
  });
  return { ...header, columns, missing: header.kind ? missingFields(header.kind, columns) : [] };
}

/** A kind that lacks nothing counts for more, but not for more than twice as many columns that another one knows. */
const INCOMPLETE = 0.5;

function fits(kind: ImportKind, columns: Column[], known: number, missing: string[]): number {
  // Orders need no number, but a table without one is rather something else.
  const isWhole = missing.length === 0 && (kind !== 'orders' || columns.some(({ field }) => field === 'order_number'));
  return isWhole ? known : known * INCOMPLETE;
}

/** The first row with several texts and no data, for a person to assign by hand. */
function unknownHeader(rows: RawRow[]): Header | undefined {
  const row = rows.find((one) => headsIn(one) > 1 && !one.cells.some(isData));
  if (!row) return undefined;
  const columns = row.cells.map((name, index) => ({ index, name: name.trim(), field: null, unit: null }));
  return { row: row.no, kind: null, columns, confidence: 0, missing: [] };
}

/** Whether a cell is a number, an amount or a date, which no head is. */
function isData(cell: string): boolean {
  return /^[\s"'=]*[\d.,¥$€£-]+[\s"']*$/.test(cell) || parseDateTime(cleanCell(cell), 'UTC') !== undefined;
}

/** A table whose rows begin at once: only what its columns hold tells of them. Undefined when they are no table. */
function headless(rows: RawRow[], wanted: ImportKind | undefined): Header | undefined {
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  if (width < 2) return undefined;
  const { kind, columns } = guessColumns(rows, width, wanted);
  const known = columns.filter(({ field }) => field !== null).length;
  const missing = kind ? missingFields(kind, columns) : [];
  return { row: 0, kind, columns, confidence: known / width, missing };
}

function headsIn(row: RawRow): number {
  return row.cells.filter((cell) => cell.trim() !== '').length;
}
