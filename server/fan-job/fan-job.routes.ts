import { createRoute, z } from '@hono/zod-openapi';
import { knowingByName } from '../account/may-read-each.js';
import { may } from '../account/signed-in.js';
import { chosenFans } from '../fan/chosen-fans.js';
import { readerOf } from '../fan/fan-reader.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { previewEntry } from './entry-preview.sql.js';
import { listItems, listJobs, readJob } from './fan-job-view.service.js';
import { entryPreview, fanAction, fanJob, fanJobItem } from './fan-job.schemas.js';
import { cancelJob, startJob, undoJob } from './fan-job.service.js';

const jobId = z.object({ id: z.uuid() });
const begun = json(z.object({ id: z.uuid() }), 'Begun');

const list = createRoute({
  method: 'get',
  path: '/v1/fan-jobs',
  summary: 'What one has lately had done to many fans of a shop',
  middleware: may('update', 'fan'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(z.object({ items: z.array(fanJob) }), 'Newest first'), ...problems },
});

const start = createRoute({
  method: 'post',
  path: '/v1/fan-jobs',
  summary: 'Do something to many fans, in the background',
  middleware: may('update', 'fan'),
  request: { body: jsonBody(z.strictObject({ shop_id: z.uuid(), action: fanAction, fans: chosenFans })) },
  responses: { 202: begun, ...problems },
});

const entry = createRoute({
  method: 'post',
  path: '/v1/fan-jobs/entry-preview',
  summary: 'Who of many fans would enter an SOP now, and who would not and why; nothing is done',
  middleware: may('update', 'fan'),
  request: { body: jsonBody(z.strictObject({ shop_id: z.uuid(), sop_id: z.uuid(), fans: chosenFans })) },
  responses: { 200: json(entryPreview, 'The numbers'), ...problems },
});

const one = createRoute({
  method: 'get',
  path: '/v1/fan-jobs/{id}',
  summary: 'How far a job is',
  middleware: may('update', 'fan'),
  request: { params: jobId },
  responses: { 200: json(fanJob, 'The job'), ...problems },
});

const items = createRoute({
  method: 'get',
  path: '/v1/fan-jobs/{id}/items',
  summary: 'What became of each fan',
  middleware: may('update', 'fan'),
  request: {
    params: jobId,
    query: z.strictObject({
      outcome: z.enum(['changed', 'unchanged', 'refused']).optional(),
      cursor: z.string().max(500).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
  },
  responses: {
    200: json(z.object({ items: z.array(fanJobItem), next_cursor: z.string().nullable() }), 'A page'),
    ...problems,
  },
});

const undo = createRoute({
  method: 'post',
  path: '/v1/fan-jobs/{id}/undo',
  summary: 'Take back what a job did, where nothing has changed since',
  middleware: may('update', 'fan'),
  request: { params: jobId },
  responses: { 202: begun, ...problems },
});

const cancel = createRoute({
  method: 'post',
  path: '/v1/fan-jobs/{id}/cancel',
  summary: 'Stop a job; what is done stays done',
  middleware: may('update', 'fan'),
  request: { params: jobId },
  responses: { 204: { description: 'Stopped' }, ...problems },
});

export const fanJobRoutes = createRouter()
  .openapi(list, async (c) => {
    const { deps, actor } = c.var;
    return c.json({ items: await listJobs(deps.db, actor.staffId, c.req.valid('query').shop) }, 200);
  })
  .openapi(start, async (c) => {
    const { shop_id, action, fans } = c.req.valid('json');
    return c.json(await startJob(readerOf(knowingByName(c.var)), shop_id, action, fans), 202);
  })
  .openapi(entry, async (c) => {
    const { shop_id, sop_id, fans } = c.req.valid('json');
    return c.json(await previewEntry(readerOf(knowingByName(c.var)), shop_id, sop_id, fans), 200);
  })
  .openapi(one, async (c) => c.json(await readJob(c.var.deps.db, c.var.actor.staffId, c.req.valid('param').id), 200))
  .openapi(items, async (c) => {
    const { db, deps, actor } = c.var;
    const { outcome, cursor, limit } = c.req.valid('query');
    const request = { outcome, cursor, limit };
    return c.json(await listItems(deps.db, db, actor.staffId, c.req.valid('param').id, request), 200);
  })
  .openapi(undo, async (c) => c.json(await undoJob(c.var.deps.db, c.var.actor.staffId, c.req.valid('param').id), 202))
  .openapi(cancel, async (c) => {
    await cancelJob(c.var.deps.db, c.var.actor.staffId, c.req.valid('param').id);
    return c.body(null, 204);
  });
