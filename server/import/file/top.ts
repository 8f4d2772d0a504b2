import type { FileFormat, RawRow } from '../format.js';
import { readRows } from './read-rows.js';

/** How far it is looked for what the top leaves open: lists by date begin with many rows of one day. */
const MOST_ROWS = 500_000;

/** What a file begins with. */
export interface Top {
  path: string;
  format: FileFormat;
  /** Of data, from the top. */
  rows: RawRow[];
  /** The file has no more. */
  complete: boolean;
}

/** The rows below the top in steps, as far as it is looked. */
export async function* rowsBelow({ path, format, rows }: Top): AsyncGenerator<RawRow[]> {
  const last = rows.at(-1)?.no ?? 0;
  for await (const step of readRows(path, format)) {
    const below = step.rows.filter(({ no }) => no > last);
    if ((below.at(-1)?.no ?? 0) > MOST_ROWS) return;
    if (below.length > 0) yield below;
  }
}
