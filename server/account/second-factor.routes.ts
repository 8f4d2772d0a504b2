import { createRoute, z } from '@hono/zod-openapi';
import { createRouter, jsonBody, problems } from '../request/router.js';
import { requireSecondFactor, resetSecondFactor } from './second-factor-policy.service.js';
import { may } from './signed-in.js';

const byId = z.object({ id: z.uuid() });
const done = { 204: { description: 'Done' }, ...problems };

const require = createRoute({
  method: 'put',
  path: '/v1/roles/{id}/second-factor',
  summary: 'Whether people in the role must log in with a second factor',
  middleware: may('update', 'role'),
  request: { params: byId, body: jsonBody(z.strictObject({ required: z.boolean() })) },
  responses: done,
});

const reset = createRoute({
  method: 'delete',
  path: '/v1/staff/{id}/second-factor',
  summary: 'Turn off the second factor of somebody who lost phone and recovery codes',
  middleware: may('update', 'staff'),
  request: { params: byId },
  responses: done,
});

/** Second factors of other people: for IT. */
export const secondFactorRoutes = createRouter()
  .openapi(require, async (c) => {
    const { actor, deps } = c.var;
    await requireSecondFactor(deps.db, actor, c.req.valid('param').id, c.req.valid('json').required);
    return c.body(null, 204);
  })
  .openapi(reset, async (c) => {
    await resetSecondFactor(c.var.deps.db, c.var.actor, c.req.valid('param').id);
    return c.body(null, 204);
  });
