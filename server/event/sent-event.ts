import { setImmediate as turn } from 'node:timers/promises';
import { z } from '@hono/zod-openapi';
import { IDENTITY_KINDS } from '../identity/identity.js';
import { invalidRequest } from '../problem/common.js';
import type { IncomingEvent } from './incoming-event.js';

export const person = z
  .strictObject(Object.fromEntries(IDENTITY_KINDS.map((kind) => [kind, z.string().max(500).optional()])))
  .refine((identities) => Object.keys(identities).length > 0, 'Names no identity')
  .openapi('Person', { description: 'Any of the identities of a fan; with several of them they are tied together' });

export const event = z
  .strictObject({
    type: z.string().max(64).openapi({ example: 'order.pay' }),
    happened_at: z.iso.datetime({ offset: true }).openapi({ description: 'When it happened, not when it is sent' }),
    key: z.string().max(200).openapi({ description: 'Different for each event of a source; repeated when sent again' }),
    source: z.string().default('api').openapi({ description: 'Which system tells it: 1 to 64 characters, no colon' }),
    person: person.nullable().openapi({ description: 'null for events of the shop itself, such as live.start' }),
    properties: z
      .record(z.string(), z.unknown())
      .default({})
      .openapi({ description: 'Money in fen, durations in seconds' }),
  })
  .openapi('Event');

/** Read without a pause: a millisecond or so. */
const AT_ONCE = 250;

/**
 * Reads events as they were sent, with pauses in which other requests get their turn.
 * Throws a Problem (REQ400) with all the places that do not fit.
 */
export async function readEvents(sent: readonly unknown[]): Promise<IncomingEvent[]> {
  const events: IncomingEvent[] = [];
  const problems: { path: string; message: string }[] = [];
  for (const [index, one] of sent.entries()) {
    const { data, error } = event.safeParse(one);
    if (data) events.push(toIncoming(data));
    for (const { path, message } of error?.issues ?? []) {
      problems.push({ path: ['events', index, ...path].join('.'), message });
    }
    if (index % AT_ONCE === AT_ONCE - 1) await turn();
  }
  if (problems.length > 0) throw invalidRequest(problems);
  return events;
}

function toIncoming({ happened_at, ...told }: z.infer<typeof event>): IncomingEvent {
  return { ...told, happenedAt: Date.parse(happened_at) };
}
