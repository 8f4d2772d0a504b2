import { IMPORT_KINDS, missingFields, type Column, type ImportKind } from './columns.js';
import type { RawRow } from './format.js';
import { typeOf } from './rows/cell-values.js';
import { cleanCell } from './values/cell.js';
import { showDayFirst } from './values/date-time.js';
import { mapColumns } from './map-columns.js';

/** How many rows from the top may stand above the header. */
export const HEADER_WITHIN = 20;
/** A single known word may stand in a title too. */
const FEWEST_KNOWN = 2;

export interface Header {
  /** Row number. */
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
 * @returns undefined when no row could be the header
 */
export function detectHeader(
  rows: RawRow[],
  choice: { kind?: ImportKind | undefined; headerRow?: number | undefined } = {},
): Header | undefined {
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
      const fit = fits(known, missing);
      if (best && fit <= best.fit) continue;
      best = { fit, header: { row: row.no, kind, columns, confidence: known / Math.max(1, headsIn(row)), missing } };
    }
  }
  return best ? withDateOrder(best.header, rows) : unknownHeader(candidates);
}

/** Whether 1/3 is in January or in March, the other dates of the column tell. */
function withDateOrder(header: Header, rows: RawRow[]): Header {
  const columns = header.columns.map((column) => {
    if (column.field === null || typeOf(column.field) !== 'moment') return column;
    const texts = rows.map((row) => cleanCell(row.cells[column.index] ?? ''));
    return showDayFirst(texts) ? { ...column, unit: 'day_first' as const } : column;
  });
  return { ...header, columns };
}

/** A kind that lacks nothing counts for more, but not for more than twice as many columns that another one knows. */
const INCOMPLETE = 0.5;

function fits(known: number, missing: string[]): number {
  return missing.length === 0 ? known : known * INCOMPLETE;
}

/** The first row with several texts and no numbers, for a person to assign by hand. */
function unknownHeader(rows: RawRow[]): Header | undefined {
  const row = rows.find((one) => headsIn(one) > 1 && one.cells.every((cell) => !/^\s*[\d.,¥-]+\s*$/.test(cell)));
  if (!row) return undefined;
  const columns = row.cells.map((name, index) => ({ index, name: name.trim(), field: null, unit: null }));
  return { row: row.no, kind: null, columns, confidence: 0, missing: [] };
}

function headsIn(row: RawRow): number {
  return row.cells.filter((cell) => cell.trim() !== '').length;
}
