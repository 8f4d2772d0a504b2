import { createHash } from 'node:crypto';
import { lockOrders } from '../../event/order.sql.js';
import { tellByLines } from '../../event/tell-by-lines.js';
import { lockRoots } from '../../identity/identity.sql.js';
import type { ItemRow } from '../rows/item-row.js';
import { keepingGoods, keepLines, type LineChange } from './lines.sql.js';
import type { Loader, Outcome } from './import-context.js';
import { enrichOrders, knownOrders, readLines, writeLines, type OrderLine } from './order-line.sql.js';

/** Item lists: the lines of orders, which may come before the orders do. */
export const loadItems: Loader<ItemRow> = async (tx, { importId, shop, startedAt }, { no, rows }) => {
  await lockOrders(tx, shop.id);
  const lines = [...(await readLines(tx, shop, [...new Set(rows.map(({ row }) => row.number))])).values()].flat();
  const known = new Map(lines.map((line) => [keyOf(line), line]));
  const changed = new Map<string, LineChange>();
  const outcomes = rows.map(({ row }): Outcome => {
    const said = toLine(row);
    const before = known.get(keyOf(said));
    if (before && sameLine(before, said)) return 'unchanged';
    known.set(keyOf(said), said);
    changed.set(keyOf(said), { before: changed.get(keyOf(said))?.before ?? before, after: said });
    return before ? 'merged' : 'loaded';
  });
  const changes = [...changed.values()];
  const written = changes.map(({ after }) => after);
  await keepLines(tx, { importId, no }, changes);
  await writeLines(tx, shop, written);
  const touched = [...new Set(written.map((line) => line.number))];
  const orders = await knownOrders(tx, shop, touched);
  if (orders.length > 0) {
    const numbers = orders.map(({ number }) => number);
    await lockRoots(tx, [...new Set(orders.map(({ fanId }) => fanId))]);
    await keepingGoods(tx, { importId, no }, shop, numbers, () => enrichOrders(tx, shop, numbers));
    await tellByLines(
      tx,
      shop,
      orders.flatMap(({ number, isOpen }) => (isOpen ? number : [])),
      startedAt,
    );
  }
  return outcomes;
};

function keyOf(line: OrderLine): string {
  return `${line.number} ${line.line}`;
}

function toLine(row: ItemRow): OrderLine {
  const { number, lineNumber, copy, title, price, quantity, attributes, sku, category, amount } = row;
  const article = JSON.stringify([sku, attributes, title]);
  const apart = lineNumber ?? (copy === 1 ? article : `${article} ${String(copy)}`);
  const line = createHash('sha256').update(apart).digest('hex').slice(0, 32);
  return {
    number,
    line: line.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    title,
    price,
    quantity,
    attributes,
    sku,
    category,
    amount,
  };
}

function sameLine(a: OrderLine, b: OrderLine): boolean {
  return (
    a.title === b.title &&
    a.price === b.price &&
    a.quantity === b.quantity &&
    a.attributes === b.attributes &&
    a.sku === b.sku &&
    a.category === b.category &&
    a.amount === b.amount
  );
}
