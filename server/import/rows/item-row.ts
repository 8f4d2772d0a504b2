import { readOrderNumber, splitList } from './order-row.js';
import type { RowReader } from './row-reader.js';

/** One row of an item list. */
export interface ItemRow {
  kind: 'items';
  number: string;
  /** The platform's number of the line, where the file has it. */
  lineNumber: string | null;
  title: string;
  price: number | null;
  quantity: number;
  attributes: string | null;
  sku: string | null;
  category: string | null;
}

export function readItemRow(row: RowReader): ItemRow {
  const title = row.text('title');
  if (title === '') row.reject('IMP212', 'title');
  return {
    kind: 'items',
    number: readOrderNumber(row),
    lineNumber: row.optional('line_number'),
    title,
    price: row.money('price'),
    quantity: row.count('quantity') ?? 1,
    attributes: row.optional('attributes'),
    sku: row.optional('sku'),
    category: splitList(row.text('category'))[0] ?? null,
  };
}
