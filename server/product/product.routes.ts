import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, problems } from '../request/router.js';
import { listProducts } from './product.service.js';

const whole = z.number().int();

const sold = {
  category: z.string().nullable().openapi({ description: 'As files tell it; a path where they tell one' }),
  sold: whole.openapi({ description: 'Pieces' }),
  orders: whole,
  revenue: whole.openapi({ description: 'fen, before refunds' }),
  refunded_orders: whole.openapi({ description: 'Orders of which something was paid back' }),
  buyers: whole,
};

const list = createRoute({
  method: 'get',
  path: '/v1/products',
  summary: 'What a shop sold, by product and by category, in the paid orders of those fans whom the person sees',
  middleware: may('read', 'order'),
  request: {
    query: z.strictObject({
      shop: z.uuid(),
      after: z.iso.datetime({ offset: true }).openapi({ description: 'Paid then or later' }),
      before: z.iso.datetime({ offset: true }).optional(),
    }),
  },
  responses: {
    200: json(
      z.object({
        items: z.array(z.object({ name: z.string(), ...sold }).openapi('SoldProduct')),
        categories: z.array(z.object(sold).openapi('SoldCategory')),
      }),
      'Most revenue first, at most 500',
    ),
    ...problems,
  },
});

export const productRoutes = createRouter().openapi(list, async (c) => {
  const { db, deps, actor } = c.var;
  const { shop, after, before } = c.req.valid('query');
  const filter = { shop, after: new Date(after), before: before === undefined ? undefined : new Date(before) };
  return c.json(await listProducts(deps.db, db, actor.ability, filter), 200);
});
