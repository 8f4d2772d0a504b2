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
  /** Fen of all pieces, with their freight; null: the row does not tell. */
  amount: number | null;
  /** Which it is of the lines of its order with this article, where no number tells them apart; from 1. */
  copy: number;
}

export function readItemRow(row: RowReader): ItemRow {
  const sku = row.optional('sku');
  const title = row.text('title') || (sku ?? '');
  if (title === '') row.reject('IMP212', row.has('title') ? 'title' : 'sku');
  const price = row.money('price');
  const quantity = row.count('quantity') ?? 1;
  const goods = row.money('line_total') ?? (price === null ? null : price * quantity);
  const freight = row.money('freight') ?? 0;
  return {
    kind: 'items',
    number: readOrderNumber(row),
    lineNumber: row.optional('line_number'),
    title,
    price,
    quantity,
    attributes: row.optional('attributes'),
    sku,
    category: splitList(row.text('category'))[0] ?? null,
    amount: goods === null ? null : goods + freight,
    copy: 1,
  };
}

/**
 * An article may stand in several rows of its order, at another price or in another size of a pack: each is a line of its
 * own, and what is told twice counts once. Rows of an order stand together in the file.
 */
export function countCopies(rows: readonly ItemRow[]): void {
  let number = '';
  const told = new Map<string, string[]>();
  for (const row of rows) {
    if (row.number !== number) told.clear();
    number = row.number;
    const article = JSON.stringify([row.sku, row.attributes, row.title]);
    const terms = JSON.stringify([row.price, row.quantity, row.amount]);
    const before = told.get(article) ?? [];
    told.set(article, before.includes(terms) ? before : [...before, terms]);
    row.copy = before.includes(terms) ? before.indexOf(terms) + 1 : before.length + 1;
  }
}
