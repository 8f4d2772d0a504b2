import { EVENTS, type EventId } from '@fanloom/dsl/vocabulary/event.js';
import { type PropertyId, propertyType } from '@fanloom/dsl/vocabulary/property.js';

/** Beyond them the sums that are kept of a fan would not be exact. */
export const LARGEST = { money: 1e13, duration: 1e9, number: 1e8 };

/** JSON Schema (2020-12) of one property, by the type it has in the language. */
const SCHEMAS: Record<string, object> = {
  money: { type: 'integer', minimum: 0, maximum: LARGEST.money, description: 'fen' },
  duration: { type: 'number', minimum: 0, maximum: LARGEST.duration, description: 'seconds' },
  number: { type: 'number', minimum: -LARGEST.number, maximum: LARGEST.number },
  list: { type: ['string', 'integer', 'array'], items: { type: ['string', 'integer'] } },
  text: { type: ['string', 'integer'], description: 'A whole number is taken as its digits' },
};

/** Further properties may be sent with any event, as with a type of the shop's own. */
const ANY = { type: ['string', 'number', 'boolean', 'array'], items: { type: 'string' } };

/**
 * JSON Schema of an event's `properties`. A property that is known is checked wherever it stands; the ones listed are
 * those that conditions may name of this event.
 */
export function propertiesSchema(type: EventId): object {
  const names: readonly PropertyId[] = EVENTS[type].properties;
  const properties = Object.fromEntries(names.map((name) => [name, SCHEMAS[propertyType(name) ?? 'text']]));
  return { type: 'object', title: type, description: EVENTS[type].zh, properties, additionalProperties: ANY };
}

/** The schemas of all built-in types, by type. */
export function propertiesSchemas(): Record<string, object> {
  return Object.fromEntries((Object.keys(EVENTS) as EventId[]).map((type) => [type, propertiesSchema(type)]));
}
