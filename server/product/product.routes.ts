import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { setProductCycle } from './product-cycle.service.js';
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

const days = z.number().int().min(0).max(3650).nullable();

const cycle = {
  learned_days: days.openapi({
    description: 'After how many days it is bought again, as the orders show; null: too few do',
  }),
  set_days: days.openapi({ description: 'The same as a person set it, which counts; 0: it is not bought again' }),
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
        items: z.array(z.object({ name: z.string(), ...sold, ...cycle }).openapi('SoldProduct')),
        categories: z.array(z.object(sold).openapi('SoldCategory')),
      }),
      'Most revenue first, at most 500',
    ),
    ...problems,
  },
});

/** As orders may tell it: NUL and halves of characters cannot be stored. */
const productName = z
  .string()
  .min(1)
  .max(300)
  .refine((name) => !/[\0\p{Cs}]/u.test(name), 'Not a text');

const setCycle = createRoute({
  method: 'put',
  path: '/v1/products/cycle',
  summary: 'Set after how many days a product is bought again; the refill dates of its buyers follow',
  middleware: may('update', 'shop'),
  request: {
    body: jsonBody(
      z
        .strictObject({
          shop: z.uuid(),
          product: productName.openapi({ description: 'Its name as orders tell it' }),
          days: days.openapi({ description: '0: it is not bought again; null: as the orders show' }),
        })
        .openapi('ProductCycle'),
    ),
  },
  responses: { 204: { description: 'Done' }, ...problems },
});

export const productRoutes = createRouter()
  .openapi(list, async (c) => {
    const { db, deps, actor } = c.var;
    const { shop, after, before } = c.req.valid('query');
    const filter = { shop, after: new Date(after), before: before === undefined ? undefined : new Date(before) };
    return c.json(await listProducts(deps.db, db, actor.ability, filter), 200);
  })
  .openapi(setCycle, async (c) => {
    await setProductCycle(c.var.deps.db, c.var.actor, c.req.valid('json'));
    return c.body(null, 204);
  });
