import { normalText } from '../../identity/normal-form.js';
import { IMPORT_KINDS, missingFields, type Column, type ImportKind } from '../columns.js';
import type { RawRow } from '../format.js';
import { guessColumns } from './guess-columns.js';
import { cleanCell } from '../values/cell.js';
import { parseDateTime } from '../values/date-time.js';
import { mapColumns } from '../map-columns.js';
import { isOfPeople } from './people-list.js';

/** How many rows from the top may stand above the header. */
export const HEADER_WITHIN = 20;
/** A single known word may stand in a title too. */
const FEWEST_KNOWN = 2;
/** How many rows tell what their columns may stand for. */
const SAMPLED_ROWS = 200;

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
  const cleaned = rows
    .slice(0, HEADER_WITHIN + SAMPLED_ROWS)
    .map(({ no, cells }) => ({ no, cells: cells.map(cleanCell) }));
  let best: { header: Header; fit: number } | undefined;
  for (const row of candidates) {
    const texts = textsBelow(row, cleaned);
    const textsOf = (index: number) => texts[index] ?? [];
    for (const kind of kinds) {
      const { columns, known: named } = mapColumns(kind, row.cells, textsOf);
      const known = named + Number(kind === 'followers' && named > 0 && isOfPeople(row.cells));
      if (!isTold && known < Math.max(1, Math.min(FEWEST_KNOWN, headsIn(row)))) continue;
      const missing = missingFields(kind, columns);
      const fit = fits(kind, columns, known, missing);
      if (best && fit <= best.fit) continue;
      best = { fit, header: { row: row.no, kind, columns, confidence: known / Math.max(1, headsIn(row)), missing } };
    }
  }
  return best?.header ?? unknownHeader(candidates) ?? headless(rows, choice.kind);
}

/** What the columns of a table say below this row, without what says nothing. */
function textsBelow(head: RawRow, cleaned: readonly RawRow[]): string[][] {
  const below = cleaned.filter(({ no }) => no > head.no);
  return head.cells.map((_, i) => below.flatMap(({ cells }) => cells[i] || []));
}

/** A kind that lacks nothing counts for more, but not for more than twice as many columns that another one knows. */
const INCOMPLETE = 0.5;
const TELLING = 4;

function fits(kind: ImportKind, columns: Column[], known: number, missing: string[]): number {
  // Orders need no number, but a table without one is rather something else.
  const isUnnumbered = kind === 'orders' && !columns.some(({ field }) => field === 'order_number');
  const fit = known * INCOMPLETE ** (missing.length + Number(isUnnumbered));
  // Lists of refunds repeat much of the orders; nothing but they have numbers of refunds.
  return kind === 'refunds' && columns.some(({ field }) => field === 'refund_number') ? fit * TELLING : fit;
}

/** The first row with several texts and no data, for a person to assign by hand. */
function unknownHeader(rows: RawRow[]): Header | undefined {
  const row = rows.find((one) => headsIn(one) > 1 && !one.cells.some(isData));
  if (!row) return undefined;
  const columns = row.cells.map((name, index) => ({ index, name: normalText(name), field: null, unit: null }));
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
