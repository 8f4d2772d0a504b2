import { type FieldTerms, type FieldValue, isOffered, personOf } from '../../field/field-value.js';
import type { People } from '../../person/people.sql.js';
import type { Notation } from '../notation.js';
import { isOfOrder, isOwnTarget, ownName, type OwnTarget } from '../own-field.js';
import { parseDate } from '../values/date-time.js';
import { parseMoney } from '../values/money.js';
import { scaledNumber } from '../values/scaled-number.js';
import { splitList } from './order-row.js';
import type { RowReader } from './row-reader.js';

/** What a row says in the shop's own fields, by their names; an empty cell says nothing. */
export type OwnValues = Record<'fan' | 'order', Record<string, FieldValue>>;

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
export function readOwnValue(row: RowReader, target: OwnTarget): FieldValue | null {
  const field = row.settings.ownFields.get(target);
  const text = row.text(target);
  if (!field || text === '') return null;
  if (field.type === 'person' && field.people) return readPerson(row, target, text, field.people);
  const value = parse(text, field.type, row.settings.notation);
  if (value === undefined)
    row.reject(field.type === 'money' ? 'IMP205' : field.type === 'date' ? 'IMP206' : 'IMP215', target);
  else if (!isOffered(value, field)) row.reject('IMP216', target);
  return value ?? null;
}

function readPerson(row: RowReader, target: OwnTarget, text: string, people: People): string | null {
  const person = personOf(text, people);
  if (person === undefined) row.reject('IMP222', target);
  else if (person === null) row.reject('IMP223', target);
  return person ?? null;
}

function parse(text: string, type: FieldTerms['type'], { dates, decimal }: Notation): FieldValue | undefined {
  switch (type) {
    case 'number':
      return scaledNumber(text, decimal);
    case 'money':
      return parseMoney(text, 'yuan', decimal);
    case 'date':
      return parseDate(text, dates);
    case 'list':
      return splitList(text);
    case 'text':
    case 'choice':
    case 'person':
      return text;
  }
}
