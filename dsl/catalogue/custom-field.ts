import type { ValueType } from '../vocabulary/value-type.js';

/** What a shop may add fields of its own to. */
export const FIELD_SUBJECTS = ['fan', 'order'] as const;
export type FieldSubject = (typeof FIELD_SUBJECTS)[number];

export const FIELD_TYPES = [
  'text',
  'number',
  'money',
  'date',
  'choice',
  'list',
  'person',
] as const satisfies readonly ValueType[];
export type FieldType = (typeof FIELD_TYPES)[number];
