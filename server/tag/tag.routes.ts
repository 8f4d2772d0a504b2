import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { shopName } from '../request/shop-name.js';
import { user } from '../segment/used-by.js';
import { managedTag, newTag, oneTag, tagChange, tagText } from './tag.examples.js';
import { changeTag, createTag, deleteTag, historyOfTag, listTagDetails, listTags } from './tag.service.js';

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
  responses: { 200: json(z.object({ items: z.array(tag) }), 'By name', { items: [oneTag] }), ...problems },
});

const create = createRoute({
  method: 'post',
  path: '/v1/tags',
  summary: 'Add a tag to a shop',
  middleware: may('create', 'tag'),
  request: {
    body: jsonBody(
      z.strictObject({ shop_id: z.uuid(), name: shopName, dimension: dimension.default('lifecycle') }),
      newTag,
    ),
  },
  responses: { 201: json(tag, 'Added', oneTag), ...problems },
});

const tagId = z.object({ id: z.uuid() });
const managed = tag.omit({ by_rule: true }).extend({
  keep_days: z.number().int().nullable(),
  rule: z.string().nullable().openapi({ description: 'The condition that keeps it, as written' }),
  fans: z.number().int(),
  used_by: z.array(user),
});

const details = createRoute({
  method: 'get',
  path: '/v1/tags/details',
  summary: 'The tags of a shop with their fans, rules and who uses them',
  middleware: may('read', 'tag'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(z.object({ items: z.array(managed) }), 'By name', { items: [managedTag] }), ...problems },
});

const change = createRoute({
  method: 'put',
  path: '/v1/tags/{id}',
  summary: 'Change a tag; one that is used keeps its name',
  middleware: may('update', 'tag'),
  request: {
    params: tagId,
    body: jsonBody(
      z.strictObject({ name: shopName, dimension, keep_days: z.number().int().min(1).max(3650).nullable() }),
      tagText,
    ),
  },
  responses: { 204: { description: 'Changed' }, ...problems },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/tags/{id}',
  summary: 'Delete a tag that nothing uses, and take it off its fans',
  middleware: may('delete', 'tag'),
  request: { params: tagId },
  responses: { 204: { description: 'Deleted' }, ...problems },
});

const history = createRoute({
  method: 'get',
  path: '/v1/tags/{id}/history',
  summary: 'What was done to a tag, and with it to many fans',
  middleware: may('update', 'tag'),
  request: { params: tagId },
  responses: {
    200: json(
      z.object({
        items: z.array(
          z.object({
            at: z.date().openapi({ type: 'string', format: 'date-time' }),
            who: z.string().nullable(),
            what: z.enum(['create', 'update', 'rule', 'tag', 'untag', 'undo']),
            detail: z.string().nullable(),
            fans: z.number().int().nullable(),
          }),
        ),
      }),
      'Newest first',
      { items: [tagChange] },
    ),
    ...problems,
  },
});

export const tagRoutes = createRouter()
  .openapi(list, async (c) => c.json({ items: await listTags(c.var.db, c.req.valid('query').shop) }, 200))
  .openapi(create, async (c) => c.json(await createTag(c.var.deps.db, c.var.actor, c.req.valid('json')), 201))
  .openapi(details, async (c) => {
    const { db, deps, actor } = c.var;
    return c.json({ items: await listTagDetails(deps.db, db, actor, c.req.valid('query').shop) }, 200);
  })
  .openapi(change, async (c) => {
    await changeTag(c.var.deps.db, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
    return c.body(null, 204);
  })
  .openapi(remove, async (c) => {
    await deleteTag(c.var.deps.db, c.var.actor, c.req.valid('param').id);
    return c.body(null, 204);
  })
  .openapi(history, async (c) => {
    return c.json({ items: await historyOfTag(c.var.deps.db, c.var.actor, c.req.valid('param').id) }, 200);
  });
