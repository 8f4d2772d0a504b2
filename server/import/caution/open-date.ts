import type { Column } from '../columns.js';
import type { RawRow } from '../format.js';
import { type CodedText, fileProblem, OPEN_DATE } from '../import.problems.js';
import { typeOf } from '../rows/cell-values.js';
import { cleanCell } from '../values/cell.js';
import { shortDate } from '../values/date-time.js';

/** Says so where a date of these rows can be read in two ways. @param rows of a table whose notation nothing tells */
export function openDate(columns: readonly Column[], rows: readonly RawRow[]): CodedText[] {
  const moments = columns.filter(({ field }) => field !== null && typeOf(field) === 'moment');
  for (const { cells } of rows) {
    for (const { index } of moments) {
      const date = cleanCell(cells[index] ?? '');
      const [one, other] = [shortDate(date, 'month_first'), shortDate(date, 'day_first')];
      if (!one || !other || one.month === other.month) continue;
      const { code, text } = fileProblem(OPEN_DATE, { date });
      return [{ code, text }];
    }
  }
  return [];
}
