import { createRoute, z } from '@hono/zod-openapi';
import { rightsOf } from '../access/ability.js';
import { clientAddress } from '../request/client-address.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { unauthenticated } from '../problem/common.js';
import { sessionView } from './session.queries.js';
import { actorOf, logIn, logOut } from './session.service.js';
import { clearSessionCookie, writeSessionCookie } from './session-cookie.js';
import { signedIn } from './signed-in.js';

const session = z
  .object({
    staff: z.object({ id: z.uuid(), login: z.string(), name: z.string(), language: z.enum(['zh', 'en']) }),
    roles: z.array(
      z.object({ key: z.string(), name_zh: z.string(), name_en: z.string(), shop_id: z.uuid().nullable() }),
    ),
    shops: z.array(z.object({ id: z.uuid(), name: z.string(), platform: z.string(), zone: z.string() })),
    rights: z
      .array(z.string())
      .openapi({ description: 'Such as fan.read: build navigation from it', example: ['fan.read'] }),
  })
  .openapi('Session');

const open = createRoute({
  method: 'post',
  path: '/v1/session',
  summary: 'Log in',
  request: {
    body: jsonBody(z.strictObject({ login: z.string().min(1).max(200), password: z.string().min(1).max(1000) })),
  },
  responses: { 200: json(session, 'Logged in; the session is in the cookie'), ...problems },
});

const current = createRoute({
  method: 'get',
  path: '/v1/session',
  summary: 'Who is logged in, and what they may do',
  middleware: signedIn,
  responses: { 200: json(session, 'The session'), ...problems },
});

const close = createRoute({
  method: 'delete',
  path: '/v1/session',
  summary: 'Log out',
  middleware: signedIn,
  responses: { 204: { description: 'Logged out' }, ...problems },
});

export const sessionRoutes = createRouter()
  .openapi(open, async (c) => {
    const { db, settings } = c.var.deps;
    const opened = await logIn(db, {
      ...c.req.valid('json'),
      address: clientAddress(c, settings.trustedProxies),
      userAgent: c.req.header('user-agent'),
    });
    const actor = await actorOf(db, opened.sessionId);
    if (!actor) throw unauthenticated();
    await writeSessionCookie(c, c.var.deps, opened.sessionId, opened.expiresAt);
    return c.json({ ...(await sessionView(db, actor)), rights: rightsOf(actor.ability) }, 200);
  })
  .openapi(current, async (c) => {
    const { actor, deps } = c.var;
    return c.json({ ...(await sessionView(deps.db, actor)), rights: rightsOf(actor.ability) }, 200);
  })
  .openapi(close, async (c) => {
    await logOut(c.var.deps.db, c.var.actor);
    clearSessionCookie(c, c.var.deps);
    return c.body(null, 204);
  });
