import type { Column } from './columns.js';
import { detectNotation, type DetectedNotation } from './detect-notation.js';
import type { FileFormat, RawRow } from './format.js';
import type { OwnFields } from './own-field.js';
import { readRows } from './read-rows.js';

/** How far it is looked for a row that tells: lists by date begin with many of one day. */
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

/** How a table is written; where its top leaves it open, the first rows further down that tell decide. */
export async function readNotation(
  { path, format, rows, complete }: Top,
  columns: readonly Column[],
  ownFields: OwnFields,
): Promise<DetectedNotation> {
  const found = detectNotation(rows, columns, ownFields);
  if (!found.isOpen || complete) return found;
  const last = rows.at(-1)?.no ?? 0;
  for await (const step of readRows(path, format)) {
    const further = step.rows.filter(({ no }) => no > last);
    if (further.length === 0) continue;
    if ((further.at(-1)?.no ?? 0) > MOST_ROWS) break;
    const more = detectNotation([...rows, ...further], columns, ownFields);
    if (!more.isOpen) return more;
  }
  return found;
}
