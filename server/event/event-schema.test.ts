import { EVENTS } from '@fanloom/dsl/vocabulary/event.js';
import { expect, it } from 'vitest';
import { checkEvent } from './check-event.js';
import { propertiesSchemas } from './event-schema.js';

interface Property {
  type: string | string[];
}
interface Schema {
  properties: Record<string, Property>;
}

const EXAMPLES: Record<string, unknown> = { integer: 5, number: 1.5, string: '字', array: ['字'] };
const now = Date.now();

it.each(Object.entries(propertiesSchemas()))('says of %s what is taken and nothing else', (type, schema) => {
  const { properties } = schema as Schema;
  expect(Object.keys(properties)).toEqual([...EVENTS[type as keyof typeof EVENTS].properties]);
  for (const [name, property] of Object.entries(properties)) {
    for (const [kind, value] of Object.entries(EXAMPLES)) {
      const event = { type, happenedAt: now, source: 'test', key: '1', person: null, properties: { [name]: value } };
      const fits = [property.type].flat().some((one) => one === kind || (one === 'number' && kind === 'integer'));
      expect([name, kind, 'properties' in checkEvent(event, now)]).toEqual([name, kind, fits]);
    }
  }
});
