import type { Column } from '../columns.js';
import type { RawRow } from '../format.js';
import { DATE_ORDERS, type DateOrder, type DecimalSign, type Notation } from '../notation.js';
import type { OwnFields } from '../own-field.js';
import { typeOf } from '../rows/cell-values.js';
import { cleanCell } from '../values/cell.js';
import { shortDate } from '../values/date-time.js';
import { orderByNeighbours } from './date-neighbours.js';

export interface DetectedNotation {
  notation: Notation;
  open: OpenNotation;
}

/** Whether dates or amounts could be read in another way, too. */
export interface OpenNotation {
  dates: boolean;
  decimals: boolean;
}

/** How a table is written, as far as the dates and numbers of its columns tell; the usual way where they leave it open. */
export function detectNotation(
  rows: readonly RawRow[],
  columns: readonly Column[],
  ownFields: OwnFields,
): DetectedNotation {
  const columnsOf = (type: ReturnType<typeof typeOf>) =>
    columns
      .filter(({ field }) => field !== null && typeOf(field, ownFields) === type)
      .map(({ index }) => rows.map(({ cells }) => cleanCell(cells[index] ?? '')));
  const amounts = columnsOf('money').flat();
  const dates = columnsOf('moment');
  const moments = dates.flat();
  // Scripts write whole pieces as `1.0` beside amounts such as `0,90`.
  const told = decimalSign(amounts) ?? decimalSign(columnsOf('count').flat());
  const decimal = told ?? '.';
  const isOpen = told === undefined && amounts.some((text) => THOUSANDS.test(text));
  const areDatesOpen = isEitherWay(moments);
  const byNeighbours = areDatesOpen ? orderByNeighbours(dates) : undefined;
  return {
    notation: { dates: byNeighbours ?? dateOrder(moments, decimal), decimal },
    open: { dates: areDatesOpen && byNeighbours === undefined, decimals: isOpen },
  };
}

/** `1.234` and `1,234`: a thousand, or a little more than one. */
const THOUSANDS = /^\D*\d{1,3}[.,]\d{3}\D*$/;

/**
 * Whether nothing tells the day of these dates from the month, and for some it matters. What `13-01-2026` tells, `01/02/2026`
 * need not: a spreadsheet that knows some of the days in a column writes these in its own way.
 */
function isEitherWay(texts: readonly string[]): boolean {
  return ['-', '/'].some((sign) => isOpen(texts.filter((text) => text.includes(sign))));
}

function isOpen(texts: readonly string[]): boolean {
  const dates = texts.flatMap((text) => {
    const [one, other] = [shortDate(text, 'month_first'), shortDate(text, 'day_first')];
    return one && other && one.month !== other.month ? [one] : [];
  });
  return dates.length > 0 && dates.every(({ month, day }) => Number(month) <= 12 && Number(day) <= 12);
}

/**
 * The order in which most are dates and, of those, the fewest years are told. Where both orders are possible, people who
 * write a comma before decimals write the day first.
 */
function dateOrder(texts: readonly string[], decimal: DecimalSign): DateOrder {
  const usual: DateOrder = decimal === ',' ? 'day_first' : 'month_first';
  let best: { order: DateOrder; dates: number; years: number } = { order: usual, dates: 0, years: 0 };
  for (const order of [usual, ...DATE_ORDERS.filter((one) => one !== usual)]) {
    const dates = texts.flatMap((text) => shortDate(text, order) ?? []).filter(isDate);
    const years = new Set(dates.map(({ year }) => year)).size;
    const isBetter = dates.length > best.dates || (dates.length === best.dates && years < best.years);
    if (isBetter) best = { order, dates: dates.length, years };
  }
  return best.order;
}

function isDate({ month, day }: { month: string; day: string }): boolean {
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;
}

/** `12,5` and `1.234,56` tell a comma, `12.5` and `1,234.56` a point; `1,234` and `1.234` tell nothing. */
const TELLING: Record<DecimalSign, RegExp> = {
  ',': /^\D*\d+,(?:\d{1,2}|\d{4,})\D*$|\d[.' ]\d{3},\d+\D*$/,
  '.': /^\D*\d+\.(?:\d{1,2}|\d{4,})\D*$|\d[,' ]\d{3}\.\d+\D*$/,
};

function decimalSign(texts: readonly string[]): DecimalSign | undefined {
  const tell = (sign: DecimalSign) => texts.filter((text) => TELLING[sign].test(text)).length;
  const [comma, point] = [tell(','), tell('.')];
  return comma === point ? undefined : comma > point ? ',' : '.';
}
