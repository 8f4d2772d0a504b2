import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { shopName } from '../request/shop-name.js';
import { createSegment, listSegments } from './segment.service.js';

const segment = z
  .object({
    id: z.uuid(),
    name: z.string(),
    text: z
      .string()
      .nullable()
      .openapi({ description: 'The condition as written', example: '购买次数 >= 3 且 M >= 4' }),
    updated_at: z.date().openapi({ type: 'string', format: 'date-time' }),
  })
  .openapi('Segment');

const list = createRoute({
  method: 'get',
  path: '/v1/segments',
  summary: 'The segments of a shop',
  middleware: may('read', 'segment'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(z.object({ items: z.array(segment) }), 'By name'), ...problems },
});

const text = z
  .string()
  .trim()
  .min(1)
  .max(20_000)
  .refine((value) => !/[\0\p{Cs}]/u.test(value), 'Not text');

const create = createRoute({
  method: 'post',
  path: '/v1/segments',
  summary: 'Add a segment: a condition in the words of the language',
  middleware: may('create', 'segment'),
  request: { body: jsonBody(z.strictObject({ shop_id: z.uuid(), name: shopName, text })) },
  responses: { 201: json(segment, 'Added'), ...problems },
});

export const segmentRoutes = createRouter()
  .openapi(list, async (c) => c.json({ items: await listSegments(c.var.db, c.req.valid('query').shop) }, 200))
  .openapi(create, async (c) => c.json(await createSegment(c.var.deps.db, c.var.actor, c.req.valid('json')), 201));
