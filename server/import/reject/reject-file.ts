import type { Keys } from '../../crypto/keys.js';
import type { Db } from '../../db/database.js';
import type { Column } from '../columns.js';
import type { ImportMapping } from '../import-settings.js';
import { rowProblemText } from '../import.problems.js';
import { openCells } from './reject-cells.js';

const PAGE = 1_000;

/** What stands before the columns of the file. */
const HEADS = { zh: ['行号', '未导入原因'], en: ['Row', 'Why it was not imported'] } as const;

/** How many columns a file of rejected rows has before those of the file that they were in; 0: it is another file. */
export function columnsBefore(columns: readonly Pick<Column, 'name'>[]): number {
  const [row, reason] = columns;
  const isOurs = ([first, second]: readonly [string, string]) => row?.name === first && reason?.name === second;
  return Object.values(HEADS).some(isOurs) ? 2 : 0;
}

/**
 * The rejected rows of an import as CSV for a spreadsheet: number of the row, reason, then the original cells under
 * their heads. Comes in pieces, a page of rows each.
 */
export async function* rejectFile(
  db: Db,
  keys: Keys,
  job: { id: string; mapping: ImportMapping },
  language: 'zh' | 'en',
): AsyncGenerator<string> {
  // A byte order mark, or Excel takes the file for GBK.
  yield `\ufeff${csvLine([...HEADS[language], ...job.mapping.columns.map((column) => column.name)])}`;
  for (let after = 0; ;) {
    const rows = await db
      .selectFrom('import_reject')
      .select(['row_no', 'reason', 'detail', 'cells'])
      .where('import_id', '=', job.id)
      .where('row_no', '>', after)
      .orderBy('row_no')
      .limit(PAGE)
      .execute();
    const last = rows.at(-1);
    if (!last) return;
    after = last.row_no;
    yield rows
      .map((row) => {
        const reason = `${rowProblemText(row.reason, columnOf(row.detail))[language]} (${row.reason})`;
        return csvLine([String(row.row_no), reason, ...openCells(keys, job.id, row.row_no, row.cells)]);
      })
      .join('');
  }
}

function columnOf(detail: unknown): string | undefined {
  const column = typeof detail === 'object' && detail !== null && 'column' in detail ? detail.column : undefined;
  return typeof column === 'string' ? column : undefined;
}

/** One line for a spreadsheet: cells that it would run as a formula become text. */
export function csvLine(cells: string[]): string {
  return csvRecord(cells.map(harmless));
}

/** One line, the cells as they are. */
export function csvRecord(cells: string[]): string {
  return `${cells.map(quote).join(',')}\r\n`;
}

/** A sign before a plain number is a number. `="2417…"` is how order numbers stay text, and runs nothing. */
function harmless(cell: string): string {
  if (/^[+-]?[\d.,]+$/.test(cell) || /^="[\w-]*"$/.test(cell)) return cell;
  return /^[\s\u200b\ufeff]*[=+\-@＝＋－＠\t\r]/u.test(cell) ? `'${cell}` : cell;
}

function quote(cell: string): string {
  return /[",\r\n']|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
