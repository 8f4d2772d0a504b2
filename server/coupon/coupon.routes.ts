import { createRoute, z } from '@hono/zod-openapi';
import { withoutSmallGroups } from '../access/small-groups.js';
import { may } from '../account/signed-in.js';
import { createRouter, json, problems } from '../request/router.js';
import { listCoupons } from './coupon.queries.js';

const fen = z.number().openapi({ description: 'fen' });

const coupon = z
  .object({
    id: z.uuid(),
    name: z.string(),
    off_fen: fen.nullable(),
    off_percent: z.number().nullable(),
    over_fen: fen,
    valid_seconds: z.number(),
    stock: z.number().int().nullable().openapi({ description: 'Null: no end of them' }),
    issued: z.number().int().openapi({ description: 'Given to fans, or reserved for messages on their way' }),
  })
  .openapi('Coupon');

const COUNTS = new Set(['issued']);

const list = createRoute({
  method: 'get',
  path: '/v1/coupons',
  summary: 'The coupons of a shop; they are defined in the texts of its SOPs',
  middleware: may('read', 'coupon'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(z.object({ items: z.array(coupon) }), 'By name'), ...problems },
});

export const couponRoutes = createRouter().openapi(list, async (c) => {
  const items = await listCoupons(c.var.db, c.req.valid('query').shop);
  return c.json({ items: withoutSmallGroups(c.var.actor.ability, items, COUNTS) }, 200);
});
