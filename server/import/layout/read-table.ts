import { cleanCell } from '../values/cell.js';
import { detectHeader, HEADER_WITHIN, type Header } from './detect-header.js';
import type { FileFormat, RawRow } from '../format.js';
import type { FormatChoice } from '../import-settings.js';
import { inspectFile } from '../file/inspect-file.js';
import { readRows } from '../file/read-rows.js';
import { listSheets } from '../xlsx/list-sheets.js';

/** Rows that are looked at below the head. */
const SCANNED_ROWS = 2_000;
/** Sheets in which a table is looked for. */
const MOST_SHEETS = 15;

export interface Table {
  format: FileFormat;
  /** From the top, with the header among them if there is one. */
  rows: RawRow[];
  complete: boolean;
  found: Header | undefined;
}

/**
 * The table of a file. A workbook often begins with a sheet of notes: the first sheet that holds a known table is taken,
 * and with it those that go on with the same heads.
 */
export async function readTable(path: string, choice: FormatChoice): Promise<Table> {
  const format = await inspectFile(path, choice);
  const first = await readSheet(path, format, choice);
  if (format.type !== 'xlsx' || choice.sheet !== undefined) return first;
  for (const sheet of format.sheets.slice(0, MOST_SHEETS)) {
    const table = sheet === format.sheet ? first : await readSheet(path, { ...format, sheet }, choice);
    if (table.found?.kind) return withAlike(path, table, choice);
  }
  return first;
}

/** Months or years often stand in a sheet each. What is hidden is not meant to be read. */
async function withAlike(path: string, table: Table, choice: FormatChoice): Promise<Table> {
  const { format, found } = table;
  if (format.type !== 'xlsx' || !found || found.row === 0) return table;
  const heads = headsOf(found.columns.map(({ name }) => name));
  const alike: string[] = [];
  for (const { name, hidden } of (await listSheets(path)).slice(0, MOST_SHEETS)) {
    if (hidden || name === format.sheet) continue;
    const { rows } = await readTop(path, { ...format, sheet: name }, 1);
    if (headsOf(rows[0]?.cells ?? []) === heads) alike.push(name);
  }
  return alike.length === 0 ? table : readSheet(path, { ...format, alike }, choice);
}

function headsOf(cells: readonly string[]): string {
  return cells.map(cleanCell).join('\n').trimEnd();
}

async function readSheet(path: string, format: FileFormat, choice: FormatChoice): Promise<Table> {
  const limit = Math.max(choice.header_row ?? 0, HEADER_WITHIN) + SCANNED_ROWS;
  const { rows, complete } = await readTop(path, format, limit);
  const found = detectHeader(rows, { kind: choice.kind, headerRow: choice.header_row });
  return { format, rows, complete, found };
}

async function readTop(
  path: string,
  format: FileFormat,
  limit: number,
): Promise<{ rows: RawRow[]; complete: boolean }> {
  const rows: RawRow[] = [];
  for await (const step of readRows(path, format)) {
    rows.push(...step.rows);
    if (rows.length > limit) return { rows: rows.slice(0, limit), complete: false };
  }
  return { rows, complete: true };
}
