import type { MergeField } from '../ir/program.js';
import { fieldWord } from '../vocabulary/field.js';
import { propertyType } from '../vocabulary/property.js';
import type { ValueType } from '../vocabulary/value-type.js';

/** How the value of a fan's field or of the entering event's property reads; text where nobody knows. */
export function mergeType({ root, field, custom, type }: MergeField): ValueType {
  if (custom) return type ?? 'text';
  return (root === 'entry' ? propertyType(field) : fieldWord(field)?.type) ?? 'text';
}
