import { hash } from 'node:crypto';
import type { Column, Field, ImportKind } from './columns.js';
import { continuedRows } from './continued-rows.js';
import type { FileFormat, RawRow } from './format.js';
import type { ImportMapping } from './import-settings.js';
import { fileProblem } from './import.problems.js';
import { isHead, isLayoutLine } from './layout/layout-lines.js';
import { readRows } from './file/read-rows.js';
import { WHO_AND_WHEN } from './caution/row-amounts.js';
import { SharedOrders } from './caution/shared-orders.js';
import { joinParts } from './rows/order-parts.js';
import type { OrderRow } from './rows/order-row.js';
import { nameOrders } from './rows/unnumbered.js';
import { SeenTexts } from './seen-texts.js';
import { findToldAgain, type PlacedRow } from './told-again.js';

/** They are held in memory while the file is read. */
const MOST_ROWS = 200_000;

/** What a row tells once all rows of its order are known. */
export type Whole = Pick<OrderRow, 'order' | 'about' | 'closedAt' | 'categories'>;

interface Table {
  path: string;
  format: FileFormat;
  kind: ImportKind;
  mapping: ImportMapping;
}

/**
 * Rows of one order that do not stand together: they are read before all others, and joined as if they did, so that the
 * order of a file's rows changes nothing.
 *
 * @param read what a row tells; undefined for a row that is not taken
 * @returns by the number of the row. Throws a UserError (IMP125) when there are more of them than can be held.
 */
export async function readScattered(
  table: Table,
  read: (raw: RawRow) => OrderRow | undefined,
): Promise<Map<number, Whole>> {
  const keyOf = keyFor(table);
  if (!keyOf) return new Map();
  const again = await findScattered(table, keyOf);
  const scattered = again.size === 0 ? again : await ofSeveralTitles(table, keyOf, again);
  if (scattered.size === 0) return new Map();
  const found: FoundRow[] = [];
  const shared = new SharedOrders(table.mapping.columns);
  let [last, stretch] = ['', 0];
  for await (const { raw, list } of dataRows(table)) {
    const key = keyOf(raw);
    shared.see(raw.cells);
    if (key !== last) stretch += 1;
    last = key;
    const row = scattered.has(key) ? read(raw) : undefined;
    if (row) found.push({ ...kept({ no: raw.no, row }), order: row.order.number, list, stretch, said: saidBy(raw) });
    if (found.length > MOST_ROWS) throw fileProblem('IMP125', { limit: MOST_ROWS });
  }
  found.sort((a, b) => (a.order < b.order ? -1 : Number(a.order > b.order)));
  const twins = findToldAgain(found);
  const rows = found.flatMap((one) => (twins.has(one) ? [] : one.row));
  nameOrders(rows);
  joinParts(rows, shared.areOfOrders);
  return new Map(
    found.map((one) => {
      const { order, about, closedAt, categories } = (twins.get(one) ?? one).row;
      return [one.no, { order, about, closedAt, categories }];
    }),
  );
}

interface FoundRow extends PlacedRow {
  no: number;
  row: OrderRow;
}

function saidBy({ cells }: RawRow): string {
  return hash('sha256', JSON.stringify(cells), 'base64');
}

/** What the rows of one order have in common; undefined for tables whose rows are an order each. */
function keyFor({ kind, mapping: { columns } }: Table): ((raw: RawRow) => string) | undefined {
  const numbers = indexesOf(columns, ['order_number']);
  if (kind !== 'refunds' && kind !== 'orders') return undefined;
  if (kind === 'orders' && numbers.length > 0 && indexesOf(columns, [...OF_PART, 'title']).length === 0) {
    return undefined;
  }
  return textOf(numbers.length > 0 ? numbers : indexesOf(columns, WHO_AND_WHEN));
}

/** With one of them a row is a part of an order. */
const OF_PART: readonly Field[] = ['line_number', 'price', 'line_total', 'sku'];

function indexesOf(columns: readonly Column[], fields: readonly Field[]): number[] {
  return columns.filter(({ field }) => fields.some((one) => one === field)).map(({ index }) => index);
}

function textOf(indexes: readonly number[]): (raw: RawRow) => string {
  return ({ cells }) => indexes.map((index) => cells[index]?.trim() ?? '').join('\n');
}

/**
 * Of the keys of a table whose rows have nothing but a title those with several titles: with one title they tell one after
 * the other what became of an order.
 */
async function ofSeveralTitles(table: Table, keyOf: (raw: RawRow) => string, keys: Set<string>): Promise<Set<string>> {
  const { kind, mapping } = table;
  const isByTitle = kind === 'orders' && indexesOf(mapping.columns, OF_PART).length === 0;
  if (!isByTitle || indexesOf(mapping.columns, ['order_number']).length === 0) return keys;
  const titleOf = textOf(indexesOf(mapping.columns, ['title']));
  const titles = new Map<string, string>();
  const several = new Set<string>();
  for await (const { raw } of dataRows(table)) {
    const key = keyOf(raw);
    if (!keys.has(key)) continue;
    const title = titleOf(raw);
    if ((titles.get(key) ?? title) !== title) several.add(kept(key));
    titles.set(kept(key), kept(title));
  }
  return several;
}

/** A copy: what was read from a file is a view of a large piece of it, which would stay in memory with it. */
const kept: typeof structuredClone = (value) => structuredClone(value);

/** Keys that come again after another one, or in another list. */
async function findScattered(table: Table, keyOf: (raw: RawRow) => string): Promise<Set<string>> {
  const seen = new SeenTexts();
  const scattered = new Set<string>();
  let last: { key: string; list: number } | undefined;
  for await (const { raw, list } of dataRows(table)) {
    const key = keyOf(raw);
    if (key === last?.key && list === last.list) continue;
    last = { key, list };
    if (seen.add(key)) scattered.add(kept(key));
  }
  return scattered;
}

/** Rows with the list they stand in: each begins with the heads. */
async function* dataRows({ path, format, kind, mapping }: Table): AsyncGenerator<{ raw: RawRow; list: number }> {
  const continued = continuedRows(kind, mapping);
  const { header_row, columns } = mapping;
  let list = 0;
  for await (const { rows } of readRows(path, format)) {
    for (const read of rows) {
      const raw = continued(read);
      if (!isLayoutLine(raw, header_row, columns)) yield { raw, list };
      else if (header_row > 0 && isHead(raw, columns) && raw.cells.some((cell) => cell.trim() !== '')) list += 1;
    }
  }
}
