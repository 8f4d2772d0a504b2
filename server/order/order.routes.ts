import { createRoute, z } from '@hono/zod-openapi';
import { mayReadEach } from '../account/may-read-each.js';
import { ORDER_STATUSES } from '../event/order-state.js';
import { createRouter, json, problems } from '../request/router.js';
import { listOrders } from './order-list.service.js';
import { readOrders } from './order.service.js';
import { ownFilter } from './own-filter.js';

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
    custom: z.unknown().openapi({ description: "The shop's own fields" }),
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

const cursor = z.string().max(500).optional();
// PostgreSQL takes no NUL, and a lone surrogate is no character.
const words = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((text) => !/[\0\p{Cs}]/u.test(text));

const listedOrder = order.omit({ platform: true, status_at: true, history: true, lines: true }).extend({
  fan_id: z.uuid().nullable(),
  nick: z.string().nullable(),
});

const list = createRoute({
  method: 'get',
  path: '/v1/orders',
  summary: 'Orders of a shop, newest first, of those fans whom the person sees; money in fen',
  middleware: mayReadEach('order'),
  request: {
    query: z.strictObject({
      shop: z.uuid(),
      status: z.enum(ORDER_STATUSES).optional(),
      after: z.iso.datetime({ offset: true }).optional().openapi({ description: 'Ordered then or later' }),
      before: z.iso.datetime({ offset: true }).optional(),
      number: words.optional().openapi({ description: 'The whole number' }),
      product: words.optional().openapi({ description: "Part of a product's name" }),
      own: ownFilter.optional(),
      cursor,
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
  },
  responses: {
    200: json(
      z.object({ items: z.array(listedOrder.openapi('ListedOrder')), next_cursor: z.string().nullable() }),
      'A page',
    ),
    ...problems,
  },
});

const ofFan = createRoute({
  method: 'get',
  path: '/v1/fans/{id}/orders',
  summary: "A fan's orders, newest first, with their history and what was in them; money in fen",
  middleware: mayReadEach('order'),
  request: {
    params: z.object({ id: z.uuid() }),
    query: z.strictObject({
      shop: z.uuid().optional(),
      cursor,
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
  },
  responses: {
    200: json(z.object({ items: z.array(order), next_cursor: z.string().nullable() }), 'A page'),
    ...problems,
  },
});

export const orderRoutes = createRouter()
  .openapi(list, async (c) => {
    const { deps, db, actor } = c.var;
    const { cursor: behind, limit, ...filter } = c.req.valid('query');
    return c.json(await listOrders(deps.db, db, actor.ability, { filter, cursor: behind, limit }), 200);
  })
  .openapi(ofFan, async (c) => {
    const { deps, db, actor } = c.var;
    const { shop: shopId, cursor: behind, limit } = c.req.valid('query');
    return c.json(
      await readOrders(deps.db, db, actor.ability, c.req.valid('param').id, { shopId, cursor: behind, limit }),
      200,
    );
  });
