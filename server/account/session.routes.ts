import { createRoute, z } from '@hono/zod-openapi';
import { plainText } from '../request/plain-text.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { unauthenticated } from '../problem/common.js';
import { sessionView } from './session.queries.js';
import { logIn, logOut, resumeSession } from './session.service.js';
import { clearSessionCookie, writeSessionCookie } from './session-cookie.js';
import { withSession } from './signed-in.js';
import { visitorOf } from './visitor.js';

export const sessionBody = z
  .object({
    staff: z.object({ id: z.uuid(), login: z.string(), name: z.string(), language: z.enum(['zh', 'en']) }),
    roles: z.array(
      z.object({ key: z.string(), name_zh: z.string(), name_en: z.string(), shop_id: z.uuid().nullable() }),
    ),
    shops: z.array(z.object({ id: z.uuid(), name: z.string(), platform: z.string(), zone: z.string() })),
    rights: z
      .array(z.string())
      .openapi({ description: 'Such as fan.read: build navigation from it', example: ['fan.read'] }),
    duty: z
      .enum(['password', 'second-factor'])
      .nullable()
      .openapi({ description: 'What the person must set up before anything else is answered' }),
    viewer: z
      .object({ id: z.uuid(), name: z.string() })
      .nullable()
      .openapi({ description: 'Who looks over the shoulder of the person that all the rest is about' }),
  })
  .openapi('Session');

const open = createRoute({
  method: 'post',
  path: '/v1/session',
  summary: 'Log in',
  request: {
    body: jsonBody(
      z.strictObject({
        login: plainText.min(1).max(200),
        password: z.string().min(1).max(1000),
        code: z.string().min(1).max(40).optional().openapi({ description: 'Of the second factor: after ACC421' }),
      }),
    ),
  },
  responses: { 200: json(sessionBody, 'Logged in; the session is in the cookie'), ...problems },
});

const current = createRoute({
  method: 'get',
  path: '/v1/session',
  summary: 'Who is logged in, and what they may do',
  middleware: withSession,
  responses: { 200: json(sessionBody, 'The session'), ...problems },
});

const close = createRoute({
  method: 'delete',
  path: '/v1/session',
  summary: 'Log out',
  middleware: withSession,
  responses: { 204: { description: 'Logged out' }, ...problems },
});

export const sessionRoutes = createRouter()
  .openapi(open, async (c) => {
    const { deps } = c.var;
    const claim = await logIn(deps, { ...c.req.valid('json'), ...visitorOf(c, deps) });
    const resumed = await resumeSession(deps.db, claim);
    if (!resumed) throw unauthenticated();
    await writeSessionCookie(c, deps, claim);
    return c.json(await sessionView(deps.db, resumed.actor), 200);
  })
  .openapi(current, async (c) => c.json(await sessionView(c.var.deps.db, c.var.actor), 200))
  .openapi(close, async (c) => {
    await logOut(c.var.deps.db, c.var.actor);
    clearSessionCookie(c, c.var.deps);
    return c.body(null, 204);
  });
