import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { handOver, readHandOver, undoHandOver } from './hand-over.service.js';

const instant = z.date().openapi({ type: 'string', format: 'date-time' });
const byId = z.object({ id: z.uuid() });
const count = z.number().int();
const belongings = z
  .array(z.object({ shop_id: z.uuid(), fans: count, tasks: count, sops: count, sources: count }))
  .openapi({ description: 'By shop: fans, open tasks, SOPs' });

const preview = createRoute({
  method: 'get',
  path: '/v1/staff/{id}/hand-over',
  summary: 'What a person has to hand over, and what was handed over within a day',
  middleware: may('update', 'staff'),
  request: { params: byId },
  responses: {
    200: json(
      z.object({
        belongings,
        recent: z.array(z.object({ id: z.uuid(), to_name: z.string(), at: instant, undoable_until: instant })),
      }),
      'Numbers only',
    ),
    ...problems,
  },
});

const perform = createRoute({
  method: 'post',
  path: '/v1/staff/{id}/hand-over',
  summary: 'Give all fans, open tasks, SOPs and drafts of a person to another',
  middleware: may('update', 'staff'),
  request: { params: byId, body: jsonBody(z.strictObject({ to: z.uuid() })) },
  responses: { 201: json(byId.extend({ belongings }), 'Handed over'), ...problems },
});

const undo = createRoute({
  method: 'delete',
  path: '/v1/hand-overs/{id}',
  summary: 'Undo a hand-over of the last day; what has moved on since stays',
  middleware: may('update', 'staff'),
  request: { params: byId },
  responses: { 204: { description: 'Undone' }, ...problems },
});

export const handOverRoutes = createRouter()
  .openapi(preview, async (c) => {
    return c.json(await readHandOver(c.var.deps.db, c.var.actor, c.req.valid('param').id), 200);
  })
  .openapi(perform, async (c) => {
    const { deps, actor } = c.var;
    return c.json(await handOver(deps.db, actor, c.req.valid('param').id, c.req.valid('json').to), 201);
  })
  .openapi(undo, async (c) => {
    await undoHandOver(c.var.deps.db, c.var.actor, c.req.valid('param').id);
    return c.body(null, 204);
  });
