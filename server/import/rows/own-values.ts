import { isOfOrder, isOwnTarget, ownName, type OwnField, type OwnTarget, type OwnValue } from '../own-field.js';
import { parseDate } from '../values/date-time.js';
import { parseMoney } from '../values/money.js';
import { scaledNumber } from '../values/scaled-number.js';
import { splitList } from './order-row.js';
import type { RowReader } from './row-reader.js';

/** What a row says in the shop's own fields, by their names; an empty cell says nothing. */
export type OwnValues = Record<'fan' | 'order', Record<string, OwnValue>>;

/** Undefined when the file has no such column, as nearly all. */
export function readOwnValues(row: RowReader): OwnValues | undefined {
  const targets = [...row.settings.columns.keys()].filter(isOwnTarget);
  if (targets.length === 0) return undefined;
  const values: OwnValues = { fan: {}, order: {} };
  for (const target of targets) {
    const value = readOwnValue(row, target);
    if (value !== null) values[isOfOrder(target) ? 'order' : 'fan'][ownName(target)] = value;
  }
  return values;
}

/** Null: the cell is empty, or not what the field takes, which rejects the row. */
export function readOwnValue(row: RowReader, target: OwnTarget): OwnValue | null {
  const field = row.settings.ownFields.get(target);
  const text = row.text(target);
  if (!field || text === '') return null;
  const value = parse(text, field.type);
  if (value === undefined)
    row.reject(field.type === 'money' ? 'IMP205' : field.type === 'date' ? 'IMP206' : 'IMP215', target);
  else if (!isOffered(value, field)) row.reject('IMP216', target);
  return value ?? null;
}

function parse(text: string, type: OwnField['type']): OwnValue | undefined {
  switch (type) {
    case 'number':
      return scaledNumber(text);
    case 'money':
      return parseMoney(text);
    case 'date':
      return parseDate(text);
    case 'list':
      return splitList(text);
    case 'text':
    case 'choice':
    case 'person':
      return text;
  }
}

function isOffered(value: OwnValue, { choices }: OwnField): boolean {
  return choices.length === 0 || [value].flat().every((one) => choices.includes(String(one)));
}
