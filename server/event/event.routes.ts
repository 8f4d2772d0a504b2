import { createRoute, z } from '@hono/zod-openapi';
import { withToken } from '../account/api-token.js';
import { businessNow } from '../clock/clock.js';
import { retryingTransaction } from '../db/retry.js';
import { IDENTITY_KINDS } from '../identity/identity.js';
import { notFound } from '../problem/common.js';
import type { Deps } from '../request/context.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { isPlausibleTime } from './check-event.js';
import { describedTypes, identified, sentEvents, takenEvents } from './event.examples.js';
import { propertiesSchemas } from './event-schema.js';
import { ensureEventMonths } from './event.sql.js';
import { identifyFan } from './identify-fan.js';
import type { IncomingEvent, IngestResult } from './incoming-event.js';
import { ingest } from './ingest.js';
import { readIngestShop } from './ingest-shop.js';

const MOST_EVENTS = 5_000;

/** Written in one transaction: whoever waits for one of their fans waits this long. */
const AT_ONCE = 500;

const person = z
  .strictObject(Object.fromEntries(IDENTITY_KINDS.map((kind) => [kind, z.string().max(500).optional()])))
  .refine((identities) => Object.keys(identities).length > 0, 'Names no identity')
  .openapi('Person', { description: 'Any of the identities of a fan; with several of them they are tied together' });

const event = z
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

const problem = z.object({ code: z.string(), text: z.object({ zh: z.string(), en: z.string() }) });

const take = createRoute({
  method: 'post',
  path: '/v1/events',
  summary: 'Take in events of a shop, each once',
  description: `Up to ${MOST_EVENTS} events and 5 MiB. All that are accepted are written in one transaction; send the same batch again when there is no answer.`,
  security: [{ token: [] }],
  middleware: withToken('events:write'),
  request: { body: jsonBody(z.strictObject({ events: z.array(event).min(1).max(MOST_EVENTS) }), sentEvents) },
  responses: {
    200: json(
      z.object({
        accepted: z.number().int(),
        duplicates: z.number().int(),
        rejected: z.number().int(),
        results: z.array(
          z.object({
            index: z.number().int(),
            status: z.enum(['accepted', 'duplicate', 'rejected']),
            problem: problem.optional(),
          }),
        ),
      }),
      'What became of each event, in order: one that is rejected leaves nothing behind, the others are taken',
      takenEvents,
    ),
    ...problems,
  },
});

const identifyRoute = createRoute({
  method: 'post',
  path: '/v1/fans/identify',
  summary: 'Tie identities together: they are one fan from now on',
  security: [{ token: [] }],
  middleware: withToken('events:write'),
  request: { body: jsonBody(z.strictObject({ person }), { person: { user_id: 'u1', phone: '13800000000' } }) },
  responses: {
    200: json(z.object({ fan_id: z.uuid(), created: z.boolean() }), 'The fan', identified),
    ...problems,
  },
});

const schemasRoute = createRoute({
  method: 'get',
  path: '/v1/events/schemas',
  summary: 'JSON Schema of the properties of each built-in event type',
  description: 'Any other name is a type of the shop’s own, with whatever properties it is sent.',
  security: [{ token: [] }],
  middleware: withToken('events:write'),
  responses: {
    200: json(z.object({ schemas: z.record(z.string(), z.unknown()) }), 'By event type', describedTypes),
    ...problems,
  },
});

const SCHEMAS = { schemas: propertiesSchemas() };

const router = createRouter();
router.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });

export const eventRoutes = router
  .openapi(take, async (c) => {
    const { db, secrets } = c.var.deps;
    const shop = await shopOf(c.var.deps, c.var.token.shopId);
    const events = c.req.valid('json').events.map(toIncoming);
    const now = (await businessNow(db)).getTime();
    const instants = events.map((one) => one.happenedAt).filter((at) => isPlausibleTime(at, now));
    await ensureEventMonths(db, instants);
    const results: IngestResult[] = [];
    for (let from = 0; from < events.length; from += AT_ONCE) {
      const part = events.slice(from, from + AT_ONCE);
      results.push(...(await retryingTransaction(db, (tx) => ingest(tx, shop, secrets, part))));
    }
    const count = (status: IngestResult['status']) => results.filter((result) => result.status === status).length;
    return c.json(
      {
        accepted: count('accepted'),
        duplicates: count('duplicate'),
        rejected: count('rejected'),
        results: results.map((result, index) => ({
          index,
          status: result.status,
          ...(result.status === 'rejected' && { problem: result.problem }),
        })),
      },
      200,
    );
  })
  .openapi(schemasRoute, (c) => c.json(SCHEMAS, 200))
  .openapi(identifyRoute, async (c) => {
    const shop = await shopOf(c.var.deps, c.var.token.shopId);
    const { db, secrets } = c.var.deps;
    const fan = await retryingTransaction(db, (tx) => identifyFan(tx, shop, secrets, c.req.valid('json').person));
    return c.json({ fan_id: fan.rootId, created: fan.created }, 200);
  });

async function shopOf({ db }: Deps, shopId: string) {
  const shop = await readIngestShop(db, shopId);
  if (!shop) throw notFound();
  return shop;
}

function toIncoming(one: z.infer<typeof event>): IncomingEvent {
  return {
    type: one.type,
    happenedAt: Date.parse(one.happened_at),
    source: one.source,
    key: one.key,
    person: one.person,
    properties: one.properties,
  };
}
