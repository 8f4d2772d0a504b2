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

/** Checked without a pause: a millisecond or so. */
const AT_ONCE = 250;

/**
 * Checks events as they were sent, with pauses in which other requests get their turn.
 * Throws a Problem (REQ400) with all the places that do not fit.
 */
export async function checkEvents(sent: readonly unknown[]): Promise<void> {
  const problems: { path: string; message: string }[] = [];
  for (const [index, one] of sent.entries()) {
    const { error } = event.safeParse(one);
    for (const { path, message } of error?.issues ?? []) {
      problems.push({ path: ['events', index, ...path].join('.'), message });
    }
    if (index % AT_ONCE === AT_ONCE - 1) await turn();
  }
  if (problems.length > 0) throw invalidRequest(problems);
}

/**
 * Reads checked events, so many at a time. Checking twice costs less than to keep thousands of copies, which the
 * garbage collector would move while all requests wait.
 */
export function* readEvents(sent: readonly unknown[], atOnce: number): Generator<IncomingEvent[]> {
  for (let from = 0; from < sent.length; from += atOnce) {
    yield sent.slice(from, from + atOnce).map((one) => toIncoming(event.parse(one)));
  }
}

function toIncoming({ happened_at, ...told }: z.infer<typeof event>): IncomingEvent {
  return { ...told, happenedAt: Date.parse(happened_at) };
}
