import type { Column, Field, Target } from '../columns.js';
import type { FieldTerms } from '../../field/field-value.js';
import { isOwnTarget, type OwnFields } from '../own-field.js';
import { readOwnValue } from './own-values.js';
import type { RowReader } from './row-reader.js';

/** What the values of a field are: money in fen, durations in seconds, moments as ISO texts. */
export type FieldType = 'text' | 'money' | 'count' | 'duration' | 'moment';

const TYPES: Partial<Record<Field, FieldType>> = {
  payable: 'money',
  paid: 'money',
  refunded: 'money',
  price: 'money',
  line_total: 'money',
  freight: 'money',
  gifts: 'money',
  quantity: 'count',
  visits: 'count',
  comments: 'count',
  likes: 'count',
  shares: 'count',
  intimacy: 'count',
  points: 'count',
  watch_seconds: 'duration',
  ordered_at: 'moment',
  paid_at: 'moment',
  shipped_at: 'moment',
  done_at: 'moment',
  closed_at: 'moment',
  refunded_at: 'moment',
  last_watch_at: 'moment',
  followed_at: 'moment',
  happened_at: 'moment',
};

const OWN_TYPES: Partial<Record<FieldTerms['type'], FieldType>> = { number: 'count', money: 'money' };

export function typeOf(target: Target, ownFields?: OwnFields): FieldType {
  if (!isOwnTarget(target)) return TYPES[target] ?? 'text';
  const own = ownFields?.get(target);
  return (own && OWN_TYPES[own.type]) ?? 'text';
}

/** The normalised values of a row by field, for a person to check; null where a cell is empty or unreadable. */
export function cellValues(reader: RowReader, columns: Column[]): Record<string, string | number | null> {
  return Object.fromEntries(
    columns.flatMap(({ field }) => (field === null ? [] : [[field, valueOf(reader, field)] as const])),
  );
}

function valueOf(reader: RowReader, field: Target): string | number | null {
  if (isOwnTarget(field)) {
    const value = readOwnValue(reader, field);
    return Array.isArray(value) ? value.join('、') : value;
  }
  switch (typeOf(field, reader.settings.ownFields)) {
    case 'text':
      return reader.optional(field);
    case 'money':
      return reader.money(field);
    case 'count':
      return reader.count(field);
    case 'duration':
      return reader.seconds(field);
    case 'moment': {
      const at = reader.instant(field);
      return at === null ? null : new Date(at).toISOString();
    }
  }
}
