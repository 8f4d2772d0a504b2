import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { listApprovals, readApproval } from './approval.queries.js';
import { approve, returnRequest, setApprovalMode, withdraw } from './approval.service.js';
import { bilingual } from '../problem/bilingual.schema.js';

const count = z.number().int();
const instant = z.date().openapi({ type: 'string', format: 'date-time' });
const id = z.object({ id: z.uuid() });

const person = z.object({ id: z.uuid(), name: z.string().nullable() });
const mode = z.enum(['off', 'other_person']);

const view = {
  id: z.uuid(),
  shop_id: z.uuid(),
  sop: z.object({ id: z.uuid(), name: z.string().nullable() }),
  state: z.string().nullable(),
  note: z.string().nullable(),
  author: person,
  requested_at: instant,
  decided_by: person.nullable(),
  decided_at: instant.nullable(),
  revision: count,
};

const line = z.object({ text: z.string(), depth: count, range: z.object({ from: count, to: count }) });
const sections = z.array(z.object({ id: z.string(), title: z.string(), lines: z.array(line) }));
const said = z.object({ words: bilingual, line: count }).nullable();
const covered = z.object({ covered: count, total: count, missing: z.array(z.string()) });

const detail = z
  .object({
    ...view,
    text: z.string(),
    scope: bilingual,
    explanation: z.object({ zh: sections, en: sections }),
    changes: z
      .array(z.object({ kind: z.enum(['added', 'removed', 'changed', 'moved']), before: said, after: said }))
      .nullable()
      .openapi({ description: 'Against the live version; null before the first publication' }),
    audience: count.openapi({ description: 'Fans in the author’s data scope now' }),
    most_per_fan: z.object({
      messages: z.array(z.object({ channel: z.string(), count })),
      coupons: count,
      coupon_fen: count,
    }),
    budget_fen: count.nullable(),
    tests: z.object({ passed: count, all: count }),
    coverage: z.object({ steps: covered, branches: covered }).nullable(),
  })
  .openapi('Approval');

const list = createRoute({
  method: 'get',
  path: '/v1/approvals',
  summary: 'Requests to publish SOPs of a shop, newest first, and whether publishing needs one',
  middleware: may('read', 'sop'),
  request: { query: z.strictObject({ shop: z.uuid(), sop: z.uuid().optional() }) },
  responses: {
    200: json(z.object({ mode: mode.nullable(), items: z.array(z.object(view)) }), 'At most 100'),
    ...problems,
  },
});

const read = createRoute({
  method: 'get',
  path: '/v1/approvals/{id}',
  summary: 'What is to be approved, in words, against the live version, with its audience and cost',
  middleware: may('read', 'sop'),
  request: { params: id },
  responses: { 200: json(detail, 'The request'), ...problems },
});

const accept = createRoute({
  method: 'post',
  path: '/v1/approvals/{id}/approve',
  summary: 'Approve what somebody else has asked for: it goes live',
  middleware: may('approve', 'sop'),
  request: { params: id },
  responses: { 200: json(z.object({ version: count }), 'Live'), ...problems },
});

const giveBack = createRoute({
  method: 'post',
  path: '/v1/approvals/{id}/return',
  summary: 'Give a request back to its author with a note',
  middleware: may('approve', 'sop'),
  request: { params: id, body: jsonBody(z.strictObject({ note: z.string().trim().min(1).max(1000) })) },
  responses: { 204: { description: 'Done' }, ...problems },
});

const takeBack = createRoute({
  method: 'post',
  path: '/v1/approvals/{id}/withdraw',
  summary: 'Take one’s own request back',
  middleware: may('publish', 'sop'),
  request: { params: id },
  responses: { 204: { description: 'Done' }, ...problems },
});

const settle = createRoute({
  method: 'put',
  path: '/v1/shops/{id}/approval',
  summary: 'Whether publishing needs another person; for those who may publish and approve',
  middleware: may('approve', 'sop'),
  request: { params: id, body: jsonBody(z.strictObject({ approval: mode })) },
  responses: { 204: { description: 'Done' }, ...problems },
});

export const approvalRoutes = createRouter()
  .openapi(list, async (c) => c.json(await listApprovals(c.var.db, c.req.valid('query')), 200))
  .openapi(read, async (c) => {
    const { db, deps, actor } = c.var;
    return c.json(await readApproval(db, deps.db, actor, c.req.valid('param').id), 200);
  })
  .openapi(accept, async (c) => c.json(await approve(c.var.deps.db, c.var.actor, c.req.valid('param').id), 200))
  .openapi(giveBack, async (c) => {
    await returnRequest(c.var.deps.db, c.var.actor, c.req.valid('param').id, c.req.valid('json').note);
    return c.body(null, 204);
  })
  .openapi(takeBack, async (c) => {
    await withdraw(c.var.deps.db, c.var.actor, c.req.valid('param').id);
    return c.body(null, 204);
  })
  .openapi(settle, async (c) => {
    await setApprovalMode(c.var.deps.db, c.var.actor, c.req.valid('param').id, c.req.valid('json').approval);
    return c.body(null, 204);
  });
