import type { Column, Field } from './columns.js';
import type { Header } from './detect-header.js';
import type { RawRow } from './format.js';

/** By whom and when, where orders have no number. */
export const WHO_AND_WHEN: readonly Field[] = [
  'nick',
  'user_id',
  'open_id',
  'union_id',
  'oaid',
  'phone',
  'email',
  'ordered_at',
  'time_of_day',
  'paid_at',
];

/**
 * Takes an amount for that of its row where the rows of one order tell different articles and different amounts anywhere
 * in the file: some articles of an order cost the same by chance, which alone looks like the amount of the order once more.
 *
 * @param rows of data, from the top
 */
export function withRowAmounts(header: Header, rows: readonly RawRow[]): Header {
  const amount = amountOfRows(header, rows);
  if (!amount) return header;
  const columns = header.columns.map((column) => {
    if (column === amount) return { ...column, field: 'line_total' as const };
    return column.field === 'payable' ? { ...column, field: null } : column;
  });
  return { ...header, columns };
}

function amountOfRows({ kind, columns }: Header, rows: readonly RawRow[]): Column | undefined {
  const columnOf = (field: Field) => columns.find((column) => column.field === field);
  const amount = columnOf('paid') ?? columnOf('payable');
  const number = columnOf('order_number');
  const articles = [columnOf('sku'), columnOf('title')].filter((column) => column !== undefined);
  if (kind !== 'orders' || !amount || columnOf('line_total') || columnOf('line_number')) return undefined;
  // Nobody repeats the total of an order that has not even a number.
  if (!number) return columnOf('sku') && columnOf('paid') === undefined ? amount : undefined;
  const say = ({ cells }: RawRow, told: readonly Column[]) =>
    told.map(({ index }) => cells[index]?.trim() ?? '').join('\n');
  const differs = rows.some((row, i) => {
    const above = rows[i - 1];
    if (!above || say(row, [number]) === '' || say(row, [number]) !== say(above, [number])) return false;
    if (say(row, articles) === say(above, articles)) return false;
    const [one, other] = [say(row, [amount]), say(above, [amount])];
    return one !== '' && other !== '' && one !== other;
  });
  return differs ? amount : undefined;
}
