import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { shopName } from '../request/shop-name.js';
import { addField, deleteField, listFields } from './field.service.js';

const type = z.enum(['text', 'number', 'money', 'date', 'choice', 'list', 'person']);
const choices = z.array(shopName).max(100);
const field = z
  .object({ name: z.string(), type, choices: z.array(z.string()), fans: z.number().int() })
  .openapi('CustomField');

const list = createRoute({
  method: 'get',
  path: '/v1/fields',
  summary: "The shop's own fields of a fan, and how many fans have a value",
  middleware: may('read', 'fan'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(z.object({ items: z.array(field) }), 'By name'), ...problems },
});

const add = createRoute({
  method: 'post',
  path: '/v1/fields',
  summary: "Add a field of the shop's own",
  middleware: may('update', 'shop'),
  request: {
    body: jsonBody(z.strictObject({ shop_id: z.uuid(), name: shopName, type, choices: choices.default([]) })),
  },
  responses: { 204: { description: 'Added' }, ...problems },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/fields',
  summary: 'Remove a field that nothing names; its values stay with the fans',
  middleware: may('update', 'shop'),
  request: { query: z.strictObject({ shop: z.uuid(), name: shopName }) },
  responses: { 204: { description: 'Removed' }, ...problems },
});

export const fieldRoutes = createRouter()
  .openapi(list, async (c) => {
    const { db, deps, actor } = c.var;
    return c.json({ items: await listFields(deps.db, db, actor, c.req.valid('query').shop) }, 200);
  })
  .openapi(add, async (c) => {
    await addField(c.var.deps.db, c.var.actor, c.req.valid('json'));
    return c.body(null, 204);
  })
  .openapi(remove, async (c) => {
    const { shop, name } = c.req.valid('query');
    await deleteField(c.var.deps.db, c.var.actor, shop, name);
    return c.body(null, 204);
  });
