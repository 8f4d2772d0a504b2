import { createRoute, z } from '@hono/zod-openapi';
import { withToken } from '../account/api-token.js';
import { notFound } from '../problem/common.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { describedTypes, sentEvents, takenEvents } from './event.examples.js';
import { propertiesSchemas } from './event-schema.js';
import type { IngestResult } from './incoming-event.js';
import { ingestBatch } from './ingest-batch.js';
import { readIngestShop } from './ingest-shop.js';
import { event, readEvents } from './sent-event.js';
import { bilingual } from '../problem/bilingual.schema.js';

const MOST_EVENTS = 5_000;

/** What each event is like is checked by the handler, a few at a time. */
const sentBatch = z
  .array(z.unknown())
  .min(1)
  .max(MOST_EVENTS)
  .openapi({ items: { $ref: '#/components/schemas/Event' } });

const problem = z.object({ code: z.string(), text: bilingual });

const take = createRoute({
  method: 'post',
  path: '/v1/events',
  summary: 'Take in events of a shop, each once',
  description: `Up to ${MOST_EVENTS} events and 5 MiB. They are written in order, some hundred in a transaction; send the same batch again when there is no answer.`,
  security: [{ token: [] }],
  middleware: withToken('events:write'),
  request: { body: jsonBody(z.strictObject({ events: sentBatch }), sentEvents) },
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
router.openAPIRegistry.register('Event', event);
router.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });

export const eventRoutes = router
  .openapi(take, async (c) => {
    const { db, secrets } = c.var.deps;
    const shop = await readIngestShop(db, c.var.token.shopId);
    if (!shop) throw notFound();
    const events = await readEvents(c.req.valid('json').events);
    const results = await ingestBatch(db, shop, secrets, events);
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
  .openapi(schemasRoute, (c) => c.json(SCHEMAS, 200));
