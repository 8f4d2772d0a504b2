import { createRoute, z } from '@hono/zod-openapi';
import { scopedReportsOf } from '../account/reports.js';
import { may } from '../account/signed-in.js';
import { streamed } from '../account/streamed.js';
import { isViewing } from '../account/view-as.js';
import { appendAudit } from '../audit/audit.js';
import { createRouter, json, problems } from '../request/router.js';
import { auditFile } from './audit-file.js';
import { auditFilter, auditPage } from './audit-trail.queries.js';

const line = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    actor_id: z.uuid().nullable(),
    actor_name: z.string().nullable(),
    action: z.string(),
    subject: z.string(),
    subject_id: z.string().nullable(),
    subject_name: z.string().nullable().openapi({ description: 'Null, too, where the reader does not see it' }),
    shop_id: z.uuid().nullable(),
    detail: z.record(z.string(), z.unknown()),
  })
  .openapi('AuditLine');

const list = createRoute({
  method: 'get',
  path: '/v1/audit',
  summary: 'Who did what to what, newest first, by page',
  middleware: may('read', 'audit'),
  request: {
    query: auditFilter
      .extend({ cursor: z.string().max(500).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) })
      .strict(),
  },
  responses: { 200: json(z.object({ items: z.array(line), next: z.string().nullable() }), 'A page'), ...problems },
});

const file = createRoute({
  method: 'get',
  path: '/v1/audit.csv',
  summary: 'The same as a file; audited',
  middleware: may('read', 'audit'),
  request: { query: auditFilter.extend({ lang: z.enum(['zh', 'en']).default('zh') }).strict() },
  responses: { 200: { description: 'CSV', content: { 'text/csv': { schema: z.string() } } }, ...problems },
});

export const auditTrailRoutes = createRouter()
  .openapi(list, async (c) => {
    const { cursor, limit, ...filter } = c.req.valid('query');
    const { items, next } = await auditPage(c.var.db, filter, cursor, limit);
    return c.json({ items: items.map((item) => line.parse({ ...item, at: item.at.toISOString() })), next }, 200);
  })
  .openapi(file, async (c) => {
    const { lang, ...filter } = c.req.valid('query');
    const { deps, actor } = c.var;
    await appendAudit(deps.db, {
      actorId: isViewing(actor) ? actor.viewer.id : actor.staffId,
      action: 'audit.export',
      subject: 'audit',
      subjectId: null,
      shopId: filter.shop,
      detail: filter,
    });
    const reports = scopedReportsOf(c.var);
    c.header('Content-Type', 'text/csv; charset=utf-8');
    c.header('Content-Disposition', 'attachment; filename=audit.csv');
    return c.body(streamed(c.var, auditFile(reports, filter, lang)));
  });
