import { FIELD_SUBJECTS, FIELD_TYPES } from '@fanloom/dsl/catalogue/custom-field.js';
import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { shopName } from '../request/shop-name.js';
import { user } from '../segment/used-by.js';
import { writeFanFields } from './fan-field.service.js';
import { toldValues, writtenFields } from './told-fields.schema.js';
import { addField, changeField, deleteField, listFields } from './field.service.js';

const fieldSubject = z.enum(FIELD_SUBJECTS);
const fieldType = z.enum(FIELD_TYPES);

/** A right on one field names it, and there `*` would stand for many. */
const fieldName = shopName.refine((name) => !name.includes('*'), 'No *');
const form = {
  name: fieldName,
  type: fieldType,
  choices: z
    .array(shopName)
    .max(100)
    .default([])
    .transform((choices) => [...new Set(choices)]),
};

const field = z
  .object({
    subject: fieldSubject,
    name: z.string(),
    type: fieldType,
    choices: z.array(z.string()).openapi({ description: 'Values are some of these; none: anything' }),
    filled: z.number().int().openapi({ description: 'Fans or orders with a value' }),
    used_by: z.array(user),
  })
  .openapi('CustomField');

const key = z.strictObject({ shop: z.uuid(), subject: fieldSubject.default('fan'), name: shopName });

const list = createRoute({
  method: 'get',
  path: '/v1/fields',
  summary: "The shop's own fields of fans and orders, how many have a value, and whose texts name them",
  middleware: may('read', 'shop'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(z.object({ items: z.array(field) }), 'As they were added'), ...problems },
});

const add = createRoute({
  method: 'post',
  path: '/v1/fields',
  summary: "Add a field of the shop's own",
  middleware: may('update', 'shop'),
  request: { body: jsonBody(z.strictObject({ shop_id: z.uuid(), subject: fieldSubject.default('fan'), ...form })) },
  responses: { 204: { description: 'Added' }, ...problems },
});

const change = createRoute({
  method: 'put',
  path: '/v1/fields',
  summary: 'Change the choices of a field; its name and type while nothing names it and nobody has a value',
  middleware: may('update', 'shop'),
  request: { query: key, body: jsonBody(z.strictObject(form)) },
  responses: { 204: { description: 'Changed' }, ...problems },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/fields',
  summary: 'Remove a field that nothing names; its values stay with the fans or orders',
  middleware: may('update', 'shop'),
  request: { query: key },
  responses: { 204: { description: 'Removed' }, ...problems },
});

const write = createRoute({
  method: 'put',
  path: '/v1/fans/{id}/fields',
  summary: "Write fields of a fan, and the shop's own; null takes a value away",
  middleware: may('update', 'fan'),
  request: {
    params: z.object({ id: z.uuid() }),
    body: jsonBody(z.strictObject({ shop_id: z.uuid(), values: toldValues }), writtenFields),
  },
  responses: { 204: { description: 'Written' }, ...problems },
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
  .openapi(change, async (c) => {
    const { shop, ...rest } = c.req.valid('query');
    await changeField(c.var.deps.db, c.var.actor, { shop_id: shop, ...rest }, c.req.valid('json'));
    return c.body(null, 204);
  })
  .openapi(write, async (c) => {
    const { shop_id, values } = c.req.valid('json');
    await writeFanFields(c.var.deps.db, c.var.actor, { fanId: c.req.valid('param').id, shopId: shop_id, values });
    return c.body(null, 204);
  })
  .openapi(remove, async (c) => {
    const { shop, ...rest } = c.req.valid('query');
    await deleteField(c.var.deps.db, c.var.actor, { shop_id: shop, ...rest });
    return c.body(null, 204);
  });
