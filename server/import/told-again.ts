/** A row of an order, and where it stands. */
export interface PlacedRow {
  /** The order, as far as the row tells. */
  order: string;
  /** Counts what the file is made of: sheets, or lists one below the other, each with its heads. */
  list: number;
  /** Counts the stretches of rows of one order. */
  stretch: number;
  /** Stands for all its cells. */
  said: string;
}

/**
 * Two years in a sheet each may share a week, and so may months that were written one below the other: an order that stands in
 * both with the very same rows was told again, and no row of it is another article. Without heads between them stretches of
 * several different rows show that lists were joined, which do not come again by chance; a single row may.
 *
 * @param rows those of an order together
 * @returns of each such row the one that said the same before
 */
export function findToldAgain<R extends PlacedRow>(rows: readonly R[]): Map<R, R> {
  const [inLists, inStretches] = [new Map<R, R>(), new Map<R, R>()];
  let areJoined = false;
  for (const order of ordersOf(rows)) {
    const copies = copiesOf(order, ({ list }) => list);
    for (const [row, twin] of copies.flat()) inLists.set(row, twin);
    if (copies.length > 0) continue;
    for (const copy of copiesOf(order, ({ stretch }) => stretch)) {
      areJoined ||= new Set(copy.map(([{ said }]) => said)).size > 1;
      for (const [row, twin] of copy) inStretches.set(row, twin);
    }
  }
  return areJoined ? new Map([...inLists, ...inStretches]) : inLists;
}

function ordersOf<R extends PlacedRow>(rows: readonly R[]): R[][] {
  const orders: R[][] = [];
  for (const row of rows) {
    const last = orders.at(-1);
    if (last?.[0]?.order === row.order) last.push(row);
    else orders.push([row]);
  }
  return orders;
}

/** Parts of an order that say the same as an earlier one: their rows, each with the one that said the same. */
function copiesOf<R extends PlacedRow>(order: readonly R[], partOf: (row: R) => number): [R, R][][] {
  const parts = new Map<number, R[]>();
  for (const row of order) {
    const part = parts.get(partOf(row)) ?? [];
    part.push(row);
    parts.set(partOf(row), part);
  }
  const known = new Map<string, R[]>();
  return [...parts.values()].flatMap((part) => {
    part.sort((a, b) => (a.said < b.said ? -1 : Number(a.said > b.said)));
    const all = part.map(({ said }) => said).join();
    const earlier = known.get(all);
    if (!earlier) known.set(all, part);
    return earlier ? [part.map((row, i): [R, R] => [row, earlier[i] ?? row])] : [];
  });
}
