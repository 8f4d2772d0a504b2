import { eventWord } from '@fanloom/dsl/vocabulary/event.js';
import type { PropertyId } from '@fanloom/dsl/vocabulary/property.js';
import type { Properties } from '../../event/fact.js';
import type { PersonInput } from '../../identity/identity.js';
import { eventOf } from '../event-words.js';
import { splitList } from './order-row.js';
import type { RowReader } from './row-reader.js';

/** One row of a list of behaviour: what somebody did. */
export interface EventRow {
  kind: 'events';
  type: string;
  happenedAt: number;
  person: PersonInput;
  properties: Properties;
  /** Whether its amount is that of the whole order, which each row of the order repeats. */
  ofOrder: boolean;
}

export function readEventRow(row: RowReader): EventRow {
  const word = row.text('event_type');
  const type = eventOf(word, row.settings.events);
  const happenedAt = row.instant('happened_at');
  if (type === null) row.reject(word === '' ? 'IMP219' : 'IMP218', 'event_type');
  if (happenedAt === null) row.reject('IMP219', 'happened_at');
  return {
    kind: 'events',
    type: type ?? '',
    happenedAt: happenedAt ?? 0,
    person: row.person(['nick', 'user_id', 'open_id', 'union_id', 'oaid', 'phone', 'email']),
    properties: propertiesOf(row, type ?? ''),
    ofOrder: row.money('payable') !== null,
  };
}

function ofPieces(price: number | null, quantity: number | null): number | null {
  return price === null ? null : price * (quantity ?? 1);
}

/** Of a built-in event only what it carries. */
function propertiesOf(row: RowReader, type: string): Properties {
  const quantity = row.count('quantity');
  const product = row.text('title') || row.text('sku');
  const category = splitList(row.text('category'));
  const told: [PropertyId, Properties[string] | null][] = [
    ['product', product === '' ? null : [product]],
    ['category', category.length === 0 ? null : category],
    ['quantity', quantity],
    ['amount', row.money('payable') ?? row.money('line_total') ?? ofPieces(row.money('price'), quantity)],
    ['order', row.optional('order_number')],
    ['duration', row.seconds('watch_seconds')],
    ['text', row.optional('text')],
    ['session', row.optional('session')],
  ];
  const carried: readonly PropertyId[] | undefined = eventWord(type)?.properties;
  return Object.fromEntries(
    told.filter(
      (one): one is [PropertyId, Properties[string]] => one[1] !== null && (carried?.includes(one[0]) ?? true),
    ),
  );
}
