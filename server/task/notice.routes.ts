import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { countUnread, listNotices, readAllNotices, readNotice } from './notice.queries.js';

const instant = z.date().openapi({ type: 'string', format: 'date-time' });

const notice = z
  .object({
    id: z.uuid(),
    shop_id: z.uuid(),
    fan: z.object({ id: z.uuid(), nick: z.string().nullable() }),
    unclaimed_task: z
      .string()
      .nullable()
      .openapi({ description: 'Title of a task that has found nobody; such a notice has no text' }),
    text: z.string().nullable(),
    created_at: instant,
    read_at: instant.nullable(),
  })
  .openapi('Notice');

const list = createRoute({
  method: 'get',
  path: '/v1/notices',
  summary: 'What SOPs tell the signed-in person, newest first',
  middleware: may('read', 'task'),
  request: {
    query: z.strictObject({
      unread: z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] }).default(false),
      cursor: z.string().max(500).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
  },
  responses: {
    200: json(
      z.object({ items: z.array(notice), next_cursor: z.string().nullable(), unread: z.number().int() }),
      'A page',
    ),
    ...problems,
  },
});

const read = createRoute({
  method: 'post',
  path: '/v1/notices/{id}/read',
  summary: 'Mark a notice as read',
  middleware: may('read', 'task'),
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 204: { description: 'Done' }, ...problems },
});

const readAll = createRoute({
  method: 'post',
  path: '/v1/notices/read',
  summary: 'Mark all notices as read, up to the newest that the person has seen',
  middleware: may('read', 'task'),
  request: { body: jsonBody(z.strictObject({ up_to: z.uuid() })) },
  responses: { 204: { description: 'Done' }, ...problems },
});

export const noticeRoutes = createRouter()
  .openapi(list, async (c) => {
    const { db, deps, actor } = c.var;
    const [page, unread] = await Promise.all([
      listNotices(deps.db, db, actor.staffId, c.req.valid('query')),
      countUnread(deps.db, actor.staffId),
    ]);
    return c.json({ ...page, unread }, 200);
  })
  .openapi(readAll, async (c) => {
    await readAllNotices(c.var.deps.db, c.var.actor.staffId, c.req.valid('json').up_to);
    return c.body(null, 204);
  })
  .openapi(read, async (c) => {
    const { deps, actor } = c.var;
    await readNotice(deps.db, actor.staffId, c.req.valid('param').id);
    return c.body(null, 204);
  });
