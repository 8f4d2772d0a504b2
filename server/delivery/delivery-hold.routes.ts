import { createRoute, z } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { mayAtAll } from '../access/ability.js';
import { signedIn, type SignedInEnv } from '../account/signed-in.js';
import { forbidden } from '../problem/common.js';
import { createRouter, json, problems } from '../request/router.js';
import { confirmDelivery, readDeliveryHold } from './delivery-hold.service.js';

const hold = z
  .object({
    held: z.boolean(),
    since: z.date().nullable().openapi({ type: 'string', format: 'date-time' }),
    waiting: z.number().int(),
    uncertain: z.number().int().openapi({ description: 'May be out already and will not be repeated' }),
  })
  .openapi('DeliveryHold');

/** IT, who restored the copy, and operators, who answer for what is sent. */
const mayConfirm = createMiddleware<SignedInEnv>((c, next) =>
  signedIn(c, async () => {
    const { ability } = c.var.actor;
    if (!mayAtAll(ability, 'update', 'channel') && !mayAtAll(ability, 'publish', 'sop')) throw forbidden();
    await next();
  }),
);

const read = createRoute({
  method: 'get',
  path: '/v1/delivery-hold',
  summary: 'Whether messages wait because the database is a restored copy',
  middleware: mayConfirm,
  responses: { 200: json(hold, 'The hold'), ...problems },
});

const confirm = createRoute({
  method: 'delete',
  path: '/v1/delivery-hold',
  summary: 'Let a restored copy send',
  middleware: mayConfirm,
  responses: { 204: { description: 'Messages go out again' }, ...problems },
});

export const deliveryHoldRoutes = createRouter()
  .openapi(read, async (c) => c.json(await readDeliveryHold(c.var.deps.db), 200))
  .openapi(confirm, async (c) => {
    await confirmDelivery(c.var.deps.db, c.var.actor.staffId);
    return c.body(null, 204);
  });
