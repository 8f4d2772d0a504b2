import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { shopName } from '../request/shop-name.js';
import { createTag, listTags } from './tag.service.js';

const dimension = z.enum(['value', 'source', 'interaction', 'preference', 'lifecycle', 'membership']);
const tag = z
  .object({ id: z.uuid(), name: z.string(), dimension: z.string().nullable(), by_rule: z.boolean() })
  .openapi('Tag');

const list = createRoute({
  method: 'get',
  path: '/v1/tags',
  summary: 'The tags of a shop',
  middleware: may('read', 'tag'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(z.object({ items: z.array(tag) }), 'By name'), ...problems },
});

const create = createRoute({
  method: 'post',
  path: '/v1/tags',
  summary: 'Add a tag to a shop',
  middleware: may('create', 'tag'),
  request: {
    body: jsonBody(z.strictObject({ shop_id: z.uuid(), name: shopName, dimension: dimension.default('lifecycle') })),
  },
  responses: { 201: json(tag, 'Added'), ...problems },
});

export const tagRoutes = createRouter()
  .openapi(list, async (c) => c.json({ items: await listTags(c.var.db, c.req.valid('query').shop) }, 200))
  .openapi(create, async (c) => c.json(await createTag(c.var.deps.db, c.var.actor, c.req.valid('json')), 201));
