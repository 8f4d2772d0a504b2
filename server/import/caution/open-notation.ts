import type { Column } from '../columns.js';
import type { OpenNotation } from '../layout/detect-notation.js';
import type { RawRow } from '../format.js';
import { type CodedText, fileProblem, OPEN_DATE } from '../import.problems.js';
import { type FieldType, typeOf } from '../rows/cell-values.js';
import { cleanCell } from '../values/cell.js';
import { shortDate } from '../values/date-time.js';

/** Read as a little more than one; `1,234` is a thousand for nearly everybody. */
const DECIMALS_OF_THREE = /^\D*\d{1,3}\.\d{3}\D*$/;

/** Says so where a date or an amount of these rows can be read in two ways. @param open what nothing in the table tells */
export function openNotation(open: OpenNotation, columns: readonly Column[], rows: readonly RawRow[]): CodedText[] {
  const find = (type: FieldType, isOpen: (text: string) => boolean) => {
    const indexes = columns.flatMap(({ field, index }) => (field !== null && typeOf(field) === type ? [index] : []));
    for (const { cells } of rows) {
      const found = indexes.map((index) => cleanCell(cells[index] ?? '')).find(isOpen);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const example =
    (open.dates ? find('moment', isOpenDate) : undefined) ??
    (open.decimals ? find('money', (text) => DECIMALS_OF_THREE.test(text)) : undefined);
  if (example === undefined) return [];
  const { code, text } = fileProblem(OPEN_DATE, { date: example });
  return [{ code, text }];
}

function isOpenDate(text: string): boolean {
  const [one, other] = [shortDate(text, 'month_first'), shortDate(text, 'day_first')];
  const isDate = (date: typeof one) => date !== undefined && Number(date.month) <= 12;
  return isDate(one) && isDate(other) && one?.month !== other?.month;
}
