import type { Column } from './columns.js';
import { detectNotation, type DetectedNotation } from './detect-notation.js';
import type { OwnFields } from './own-field.js';
import { rowsBelow, type Top } from './top.js';

/** How a table is written; where its top leaves it open, the first rows further down that tell decide. */
export async function readNotation(
  top: Top,
  columns: readonly Column[],
  ownFields: OwnFields,
): Promise<DetectedNotation> {
  const found = detectNotation(top.rows, columns, ownFields);
  if (!found.isOpen || top.complete) return found;
  for await (const further of rowsBelow(top)) {
    const more = detectNotation([...top.rows, ...further], columns, ownFields);
    if (!more.isOpen) return more;
  }
  return found;
}
