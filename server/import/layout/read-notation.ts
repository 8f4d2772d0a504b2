import type { Column } from '../columns.js';
import { detectNotation, type DetectedNotation } from './detect-notation.js';
import type { OwnFields } from '../own-field.js';
import { rowsBelow, type Top } from '../file/top.js';

/** How a table is written; where its top leaves it open, the first rows further down that tell decide. */
export async function readNotation(
  top: Top,
  columns: readonly Column[],
  ownFields: OwnFields,
): Promise<DetectedNotation> {
  const found = detectNotation(top.rows, columns, ownFields);
  if (!isOpen(found) || top.complete) return found;
  for await (const further of rowsBelow(top)) {
    const more = detectNotation([...top.rows, ...further], columns, ownFields);
    if (!isOpen(more)) return more;
  }
  return found;
}

function isOpen({ open }: DetectedNotation): boolean {
  return open.dates || open.decimals;
}
