import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { listDefinitions, publishDefinitions } from './definition.service.js';

const definition = z
  .object({
    kind: z.string().openapi({ description: 'segment, rule-tag, score, words or message' }),
    name: z.string(),
    number: z.number().int().openapi({ description: 'How many wordings it has had' }),
    text: z.string().nullable(),
    published_at: z.date().openapi({ type: 'string', format: 'date-time' }),
    used_by: z.array(z.object({ id: z.uuid(), name: z.string().nullable() })).openapi({ description: 'SOPs' }),
  })
  .openapi('Definition');

const list = createRoute({
  method: 'get',
  path: '/v1/definitions',
  summary: 'The segments, rule tags, scores and word lists of a shop, as published last',
  middleware: may('read', 'segment'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(z.object({ items: z.array(definition) }), 'By kind and name'), ...problems },
});

const text = z
  .string()
  .trim()
  .min(1)
  .max(262_144)
  .refine((value) => !/[\0\p{Cs}]/u.test(value), 'Not text');

const publish = createRoute({
  method: 'post',
  path: '/v1/definitions',
  summary: 'Publish segments, rule tags, scores and word lists from a text',
  middleware: may('create', 'segment'),
  request: { body: jsonBody(z.strictObject({ shop_id: z.uuid(), text })) },
  responses: { 204: { description: 'Done' }, ...problems },
});

export const definitionRoutes = createRouter()
  .openapi(list, async (c) => c.json({ items: await listDefinitions(c.var.db, c.req.valid('query').shop) }, 200))
  .openapi(publish, async (c) => {
    const { shop_id, text: written } = c.req.valid('json');
    await publishDefinitions(c.var.deps.db, c.var.actor, shop_id, written);
    return c.body(null, 204);
  });
