import { createRoute, z } from '@hono/zod-openapi';
import { createRouter, jsonBody, problems } from '../request/router.js';
import { may, withSession } from './signed-in.js';
import { beginView, endView } from './view-as.js';

const begin = createRoute({
  method: 'post',
  path: '/v1/session/view',
  summary: 'See what a person sees, read-only and without what one may not see oneself; audited',
  middleware: may('view_as', 'staff'),
  request: { body: jsonBody(z.strictObject({ staff_id: z.uuid() })) },
  responses: { 204: { description: 'From the next request on' }, ...problems },
});

const end = createRoute({
  method: 'delete',
  path: '/v1/session/view',
  summary: 'Be oneself again',
  middleware: withSession,
  responses: { 204: { description: 'From the next request on' }, ...problems },
});

export const viewAsRoutes = createRouter()
  .openapi(begin, async (c) => {
    await beginView(c.var.deps.db, c.var.actor, c.req.valid('json').staff_id);
    return c.body(null, 204);
  })
  .openapi(end, async (c) => {
    await endView(c.var.deps.db, c.var.actor);
    return c.body(null, 204);
  });
