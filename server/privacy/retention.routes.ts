import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { changeRetention, previewRetention, readRetention } from './retention.service.js';
import { retentionKinds } from './retention.sql.js';

const days = z.record(z.enum(retentionKinds), z.int().min(1).max(36_500).nullable());
const counts = z.record(z.enum(retentionKinds), z.int());

const read = createRoute({
  method: 'get',
  path: '/v1/retention',
  summary: 'How many days what is kept, and what the last nightly run removed',
  middleware: may('read', 'retention'),
  responses: {
    200: json(z.object({ days, last: z.object({ at: z.iso.datetime(), removed: counts }).nullable() }), 'The rules'),
    ...problems,
  },
});

const write = createRoute({
  method: 'put',
  path: '/v1/retention',
  summary: 'Change how long what is kept, from the next night on',
  middleware: may('update', 'retention'),
  request: { body: jsonBody(z.strictObject({ days })) },
  responses: { 204: { description: 'Changed' }, ...problems },
});

const preview = createRoute({
  method: 'post',
  path: '/v1/retention/preview',
  summary: 'How many rows a run with these days would remove',
  middleware: may('update', 'retention'),
  request: { body: jsonBody(z.strictObject({ days })) },
  responses: { 200: json(z.object({ counts }), 'By kind'), ...problems },
});

export const retentionRoutes = createRouter()
  .openapi(read, async (c) => {
    const { days: kept, last } = await readRetention(c.var.db);
    const run = last && { at: last.at.toISOString(), removed: counts.parse(last.removed) };
    return c.json({ days: kept, last: run }, 200);
  })
  .openapi(write, async (c) => {
    await changeRetention(c.var.deps.db, c.var.actor.staffId, c.req.valid('json').days);
    return c.body(null, 204);
  })
  .openapi(preview, async (c) =>
    c.json({ counts: await previewRetention(c.var.deps.db, c.req.valid('json').days) }, 200),
  );
