import { fieldsOf, type Field, type ImportKind, type Target } from './columns.js';
import type { RawRow } from './format.js';
import type { ImportMapping } from './import-settings.js';

/** What a row tells of its goods, and amounts that may be those of the row: each row has its own. */
export const OF_ROW: ReadonlySet<Target> = new Set<Target>([
  'line_number',
  'title',
  'quantity',
  'price',
  'line_total',
  'sku',
  'category',
  'attributes',
  'payable',
  'paid',
  'refunded',
]);

const TIMES: readonly Field[] = ['ordered_at', 'paid_at'];

/**
 * Puts the number of an order, and what else there is once for an order, into each of its rows: where cells were merged, or
 * left out for the eye, only the first row has it. A row goes on with the one above if it tells of goods, has no number or
 * that of the row above and no time, and says nothing else of an order and its buyer.
 *
 * @returns to be called with one row after another
 */
export function continuedRows(kind: ImportKind, { header_row, columns }: ImportMapping): (raw: RawRow) => RawRow {
  const indexOf = (field: Field) => columns.find((column) => column.field === field)?.index;
  const number = indexOf('order_number');
  const goods = [indexOf('title'), indexOf('sku')].filter((index) => index !== undefined);
  if (number === undefined || goods.length === 0 || (kind !== 'orders' && kind !== 'items')) return (raw) => raw;
  const times = TIMES.flatMap((field) => indexOf(field) ?? []);
  const ofOrder = fieldsOf(kind).flatMap((field) => (OF_ROW.has(field) ? [] : (indexOf(field) ?? [])));
  let above: readonly string[] = [];
  return (raw) => {
    if (raw.no <= header_row) return raw;
    const isSame = (index: number) => isEmpty(raw.cells[index]) || raw.cells[index] === above[index];
    const isOpen =
      isEmpty(raw.cells[number]) || (times.length > 0 && times.every((index) => isEmpty(raw.cells[index])));
    if (!isOpen || goods.every((index) => isEmpty(raw.cells[index])) || !ofOrder.every(isSame)) {
      above = raw.cells;
      return raw;
    }
    const cells = [...raw.cells];
    for (const index of ofOrder) cells[index] = above[index] ?? '';
    return { ...raw, cells };
  };
}

function isEmpty(cell: string | undefined): boolean {
  return cell === undefined || cell.trim() === '';
}
