import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, problems } from '../request/router.js';
import { listOwners, listShops } from './shop.queries.js';

const shop = z
  .object({
    id: z.uuid(),
    name: z.string(),
    platform: z.string(),
    zone: z.string(),
    quiet_from: z.number().int().nullable().openapi({ description: 'Minute of the day' }),
    quiet_to: z.number().int().nullable(),
    follow_grants: z.array(z.string()),
  })
  .openapi('Shop');

const list = createRoute({
  method: 'get',
  path: '/v1/shops',
  summary: 'The shops that one may see',
  middleware: may('read', 'shop'),
  responses: { 200: json(z.object({ items: z.array(shop) }), 'Shops by name'), ...problems },
});

const owners = createRoute({
  method: 'get',
  path: '/v1/shops/{id}/owners',
  summary: 'Whom a fan of the shop can be assigned to: id and name, for pickers',
  middleware: may('read', 'staff'),
  request: { params: z.object({ id: z.uuid() }) },
  responses: {
    200: json(z.object({ items: z.array(z.object({ id: z.uuid(), name: z.string() })) }), 'People by name'),
    ...problems,
  },
});

export const shopRoutes = createRouter()
  .openapi(list, async (c) => c.json({ items: await listShops(c.var.db) }, 200))
  .openapi(owners, async (c) => c.json({ items: await listOwners(c.var.db, c.req.valid('param').id) }, 200));
