import { createRoute, z } from '@hono/zod-openapi';
import { seesNumbersOnly } from '../access/small-groups.js';
import { may } from '../account/signed-in.js';
import { ORDER_STATUSES } from '../event/order-state.js';
import { forbidden } from '../problem/common.js';
import { createRouter, json, problems } from '../request/router.js';
import { readOrders } from './order.service.js';

const instant = z.date().openapi({ type: 'string', format: 'date-time' });
const fen = z.number().int();

const order = z
  .object({
    id: z.uuid(),
    platform: z.string(),
    number: z.string().nullable(),
    status: z.enum(ORDER_STATUSES).nullable(),
    status_at: instant.nullable(),
    payable: fen.nullable(),
    paid: fen.nullable(),
    refunded: fen.nullable(),
    quantity: z.number().int().nullable(),
    title: z.string().nullable(),
    ordered_at: instant.nullable(),
    paid_at: instant.nullable(),
    close_reason: z.string().nullable(),
    history: z
      .array(z.object({ type: z.string(), at: instant, amount: fen.nullable(), reason: z.string().nullable() }))
      .openapi({ description: 'What happened to it, oldest first; a refund with what was paid back then' }),
    lines: z.array(
      z.object({
        title: z.string(),
        price: fen.nullable(),
        quantity: z.number().int(),
        attributes: z.string().nullable(),
        sku: z.string().nullable(),
        category: z.string().nullable(),
      }),
    ),
  })
  .openapi('Order');

const ofFan = createRoute({
  method: 'get',
  path: '/v1/fans/{id}/orders',
  summary: "A fan's orders, newest first, with their history and what was in them; money in fen",
  middleware: may('read', 'order'),
  request: {
    params: z.object({ id: z.uuid() }),
    query: z.strictObject({
      shop: z.uuid().optional(),
      cursor: z.string().max(500).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
  },
  responses: {
    200: json(z.object({ items: z.array(order), next_cursor: z.string().nullable() }), 'A page'),
    ...problems,
  },
});

export const orderRoutes = createRouter().openapi(ofFan, async (c) => {
  const { deps, db, actor } = c.var;
  if (seesNumbersOnly(actor.ability)) throw forbidden();
  const { shop: shopId, cursor, limit } = c.req.valid('query');
  return c.json(await readOrders(deps.db, db, c.req.valid('param').id, { shopId, cursor, limit }), 200);
});
