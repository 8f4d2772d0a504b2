import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { shopName } from '../request/shop-name.js';
import { addView, changeView, deleteView, keepLayout, listViews, readLayout } from './view.service.js';

const page = z.enum(['fans']);
const viewId = z.object({ id: z.uuid() });
const query = z
  .string()
  .max(4000)
  .refine((text) => !/[\0\p{Cs}]/u.test(text), 'Not text')
  .openapi({ description: "The page's address after the question mark" });

const view = z
  .object({
    id: z.uuid(),
    name: z.string(),
    query: z.string(),
    shared: z.boolean(),
    mine: z.boolean(),
    owner_name: z.string(),
  })
  .openapi('SavedView');

const layout = z.strictObject({
  shown: z.array(z.string().min(1).max(80)).max(60),
  dense: z.boolean(),
});

const list = createRoute({
  method: 'get',
  path: '/v1/views',
  summary: "One's own views of a list, and those that others in the shop share",
  middleware: may('read', 'fan'),
  request: { query: z.strictObject({ shop: z.uuid(), page }) },
  responses: { 200: json(z.object({ items: z.array(view) }), 'By name'), ...problems },
});

const add = createRoute({
  method: 'post',
  path: '/v1/views',
  summary: 'Save a view',
  middleware: may('read', 'fan'),
  request: {
    body: jsonBody(z.strictObject({ shop_id: z.uuid(), page, name: shopName, query, shared: z.boolean() })),
  },
  responses: { 201: json(z.object({ id: z.uuid() }), 'Saved'), ...problems },
});

const change = createRoute({
  method: 'put',
  path: '/v1/views/{id}',
  summary: "Change a view of one's own",
  middleware: may('read', 'fan'),
  request: { params: viewId, body: jsonBody(z.strictObject({ name: shopName, query, shared: z.boolean() })) },
  responses: { 204: { description: 'Changed' }, ...problems },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/views/{id}',
  summary: "Delete a view of one's own",
  middleware: may('read', 'fan'),
  request: { params: viewId },
  responses: { 204: { description: 'Deleted' }, ...problems },
});

const readColumns = createRoute({
  method: 'get',
  path: '/v1/layouts/{page}',
  summary: 'Which columns of a list one wants to see',
  middleware: may('read', 'fan'),
  request: { params: z.object({ page }) },
  responses: { 200: json(z.object({ layout: layout.nullable() }), 'Null: not settled'), ...problems },
});

const keepColumns = createRoute({
  method: 'put',
  path: '/v1/layouts/{page}',
  summary: 'Settle which columns of a list one wants to see',
  middleware: may('read', 'fan'),
  request: { params: z.object({ page }), body: jsonBody(layout) },
  responses: { 204: { description: 'Kept' }, ...problems },
});

export const viewRoutes = createRouter()
  .openapi(list, async (c) => {
    const { db, deps, actor } = c.var;
    const { shop, page: name } = c.req.valid('query');
    return c.json({ items: await listViews(deps.db, db, actor.staffId, shop, name) }, 200);
  })
  .openapi(add, async (c) => {
    const { db, deps, actor } = c.var;
    return c.json(await addView(deps.db, db, actor.staffId, c.req.valid('json')), 201);
  })
  .openapi(change, async (c) => {
    const { db, deps, actor } = c.var;
    await changeView(deps.db, db, actor.staffId, c.req.valid('param').id, c.req.valid('json'));
    return c.body(null, 204);
  })
  .openapi(remove, async (c) => {
    const { db, deps, actor } = c.var;
    await deleteView(deps.db, db, actor.staffId, c.req.valid('param').id);
    return c.body(null, 204);
  })
  .openapi(readColumns, async (c) => {
    const stored = await readLayout(c.var.deps.db, c.var.actor.staffId, c.req.valid('param').page);
    return c.json({ layout: layout.safeParse(stored).data ?? null }, 200);
  })
  .openapi(keepColumns, async (c) => {
    await keepLayout(c.var.deps.db, c.var.actor.staffId, c.req.valid('param').page, c.req.valid('json'));
    return c.body(null, 204);
  });
