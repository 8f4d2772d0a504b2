import { createRoute, z } from '@hono/zod-openapi';
import { reportsOf } from '../account/reports.js';
import { mayReadEach } from '../account/may-read-each.js';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { shopName } from '../request/shop-name.js';
import {
  changeSegment,
  createSegment,
  deleteSegment,
  listSegments,
  overlapOf,
  previewSegment,
  readSegment,
} from './segment.service.js';
import {
  askedCondition,
  askedWhy,
  foundFans,
  listedSegment,
  newSegment,
  oneSegment,
  wholeSegment,
  why as whyExample,
} from './segment.examples.js';
import { user } from './used-by.js';
import { type Reason, whyOfFan } from './why.sql.js';

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

const segmentId = z.object({ id: z.uuid() });
const fans = z.number().int().nullable();

const listed = segment.extend({
  fans: fans.openapi({ description: 'As measured last night; null for who does not see every fan of the shop' }),
});
const detail = segment.extend({
  shop_id: z.uuid(),
  used_by: z.array(user),
  sizes: z.array(z.object({ day: z.string(), fans })),
});

const previewed = z
  .object({
    fans: fans.openapi({ description: 'Null: it took too long to tell' }),
    of: z.number().int(),
    sample: z.array(z.object({ fan_id: z.uuid(), nick: z.string().nullable() })),
  })
  .openapi('SegmentPreview');

/** Parts within parts have the same shape. */
const reason = z.custom<Reason>().openapi('Reason', {
  type: 'object',
  description: 'A part of the condition: its text, whether it holds, what the fan has there, and its own parts',
});

const list = createRoute({
  method: 'get',
  path: '/v1/segments',
  summary: 'The segments of a shop',
  middleware: may('read', 'segment'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(z.object({ items: z.array(listed) }), 'By name', { items: [listedSegment] }), ...problems },
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
  request: { body: jsonBody(z.strictObject({ shop_id: z.uuid(), name: shopName, text }), newSegment) },
  responses: { 201: json(segment, 'Added', oneSegment), ...problems },
});

const one = createRoute({
  method: 'get',
  path: '/v1/segments/{id}',
  summary: 'A segment, who names it, and how it has grown',
  middleware: may('read', 'segment'),
  request: { params: segmentId },
  responses: { 200: json(detail, 'The segment', wholeSegment), ...problems },
});

const change = createRoute({
  method: 'put',
  path: '/v1/segments/{id}',
  summary: 'Change the condition of a segment',
  middleware: may('update', 'segment'),
  request: { params: segmentId, body: jsonBody(z.strictObject({ text }), { text: newSegment.text }) },
  responses: { 204: { description: 'Changed' }, ...problems },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/segments/{id}',
  summary: 'Delete a segment that nothing names',
  middleware: may('delete', 'segment'),
  request: { params: segmentId },
  responses: { 204: { description: 'Deleted' }, ...problems },
});

const preview = createRoute({
  method: 'post',
  path: '/v1/segments/preview',
  summary: 'How many fans a condition holds for, and some of them',
  middleware: may('read', 'segment'),
  request: { body: jsonBody(z.strictObject({ shop_id: z.uuid(), text }), askedCondition) },
  responses: { 200: json(previewed, 'Within what one may see', foundFans), ...problems },
});

const both = createRoute({
  method: 'get',
  path: '/v1/segments/{id}/overlap',
  summary: 'How many fans two segments share',
  middleware: may('read', 'segment'),
  request: { params: segmentId, query: z.strictObject({ with: z.uuid() }) },
  responses: {
    200: json(
      z.object({ overlap: z.object({ a: z.number(), b: z.number(), both: z.number() }).nullable() }),
      'Null: it took too long to tell',
      { overlap: { a: 1_204, b: 380, both: 95 } },
    ),
    ...problems,
  },
});

const why = createRoute({
  method: 'post',
  path: '/v1/segments/why',
  summary: 'Why a fan is in a segment or not, part by part of its condition',
  middleware: [may('read', 'segment'), mayReadEach('fan')] as const,
  request: { body: jsonBody(z.strictObject({ shop_id: z.uuid(), text, fan_id: z.uuid() }), askedWhy) },
  responses: { 200: json(reason, 'The parts', whyExample), ...problems },
});

export const segmentRoutes = createRouter()
  .openapi(list, async (c) =>
    c.json({ items: await listSegments(c.var.db, c.var.actor, c.req.valid('query').shop) }, 200),
  )
  .openapi(create, async (c) => c.json(await createSegment(c.var.deps.db, c.var.actor, c.req.valid('json')), 201))
  .openapi(preview, async (c) => {
    const { db, deps, actor } = c.var;
    const { shop_id, text: condition } = c.req.valid('json');
    return c.json(await previewSegment(reportsOf(deps), db, actor, shop_id, condition), 200);
  })
  .openapi(why, async (c) => {
    const { db, deps, actor } = c.var;
    const { shop_id, text: condition, fan_id } = c.req.valid('json');
    return c.json(await whyOfFan(deps.db, db, actor, { shopId: shop_id, text: condition, fanId: fan_id }), 200);
  })
  .openapi(one, async (c) => {
    const { db, deps, actor } = c.var;
    return c.json(await readSegment(deps.db, db, actor, c.req.valid('param').id), 200);
  })
  .openapi(change, async (c) => {
    await changeSegment(c.var.deps.db, c.var.actor, c.req.valid('param').id, c.req.valid('json').text);
    return c.body(null, 204);
  })
  .openapi(remove, async (c) => {
    await deleteSegment(c.var.deps.db, c.var.actor, c.req.valid('param').id);
    return c.body(null, 204);
  })
  .openapi(both, async (c) => {
    const { db, deps, actor } = c.var;
    const ids = [c.req.valid('param').id, c.req.valid('query').with] as const;
    return c.json(await overlapOf(reportsOf(deps), db, actor, ids), 200);
  });
