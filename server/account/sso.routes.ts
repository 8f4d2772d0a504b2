import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { open, seal } from '../crypto/cipher.js';
import { unauthenticated } from '../problem/common.js';
import type { Deps } from '../request/context.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { listSecondFactorRoles } from './second-factor-policy.service.js';
import { sessionView } from './session.queries.js';
import { sessionBody } from './session.routes.js';
import { resumeSession } from './session.service.js';
import { cookieAttributes, writeSessionCookie } from './session-cookie.js';
import { may } from './signed-in.js';
import { beginSso, finishSso, refused, type SsoFlow, ssoFlowSchema } from './sso.service.js';
import {
  readSsoSettings,
  requireEverybody,
  ssoLabel,
  ssoSettingsSchema,
  writeSsoSettings,
} from './sso-settings.service.js';
import { visitorOf } from './visitor.js';

const cookieName = 'fanloom_sign_in';
/** Long enough to find one's phone at the provider. */
const flowSeconds = 600;
/** The page of the web application to which the provider sends browsers back. */
const returnPath = '/sign-in/callback';

const role = z.object({
  id: z.uuid(),
  key: z.string(),
  name_zh: z.string(),
  name_en: z.string(),
  second_factor: z.boolean(),
});

const routes = {
  ways: createRoute({
    method: 'get',
    path: '/v1/sign-in',
    summary: 'Ways to log in besides login and password',
    responses: {
      200: json(z.object({ sso: z.object({ label: z.string() }).nullable() }), 'What the log-in page offers'),
      ...problems,
    },
  }),
  begin: createRoute({
    method: 'post',
    path: '/v1/sign-in/sso',
    summary: 'Begin to log in at the company’s identity provider',
    responses: { 200: json(z.object({ url: z.url() }), 'Where to send the browser'), ...problems },
  }),
  finish: createRoute({
    method: 'post',
    path: '/v1/sign-in/sso/callback',
    summary: 'Log in with what the provider answered',
    request: { body: jsonBody(z.strictObject({ query: z.string().max(8000) })) },
    responses: { 200: json(sessionBody, 'Logged in; the session is in the cookie'), ...problems },
  }),
  settings: createRoute({
    method: 'get',
    path: '/v1/sign-in/settings',
    summary: 'How people log in: single sign-on, without the secret, and the roles that ask for a second factor',
    middleware: may('update', 'staff'),
    responses: {
      200: json(
        z.object({ redirect_uri: z.string(), sso: ssoSettingsSchema.nullable(), roles: z.array(role) }),
        'The settings',
      ),
      ...problems,
    },
  }),
  change: createRoute({
    method: 'put',
    path: '/v1/sign-in/settings',
    summary: 'Change single sign-on',
    middleware: may('update', 'staff'),
    request: {
      body: jsonBody(
        ssoSettingsSchema.extend({
          client_secret: z.string().min(1).max(500).optional().openapi({ description: 'Left out: as before' }),
        }),
      ),
    },
    responses: { 204: { description: 'Done' }, ...problems },
  }),
};

/** Logging in at the company's identity provider, and its settings. */
export const ssoRoutes = createRouter()
  .openapi(routes.ways, async (c) => {
    const label = await ssoLabel(c.var.deps.db);
    return c.json({ sso: label === null ? null : { label } }, 200);
  })
  .openapi(routes.begin, async (c) => {
    const { deps } = c.var;
    const { url, flow } = await beginSso(deps, redirectUri(c, deps));
    keepFlow(c, deps, flow);
    return c.json({ url: url.href }, 200);
  })
  .openapi(routes.finish, async (c) => {
    const { deps } = c.var;
    const flow = takeFlow(c, deps);
    if (!flow) throw refused();
    const claim = await finishSso(deps, flow, c.req.valid('json').query, visitorOf(c, deps));
    const resumed = await resumeSession(deps.db, claim);
    if (!resumed) throw unauthenticated();
    await writeSessionCookie(c, deps, claim);
    return c.json(await sessionView(deps.db, resumed.actor), 200);
  })
  .openapi(routes.settings, async (c) => {
    const { actor, deps } = c.var;
    requireEverybody(actor);
    const roles = await listSecondFactorRoles(c.var.db);
    return c.json({ redirect_uri: redirectUri(c, deps), sso: await readSsoSettings(deps.db), roles }, 200);
  })
  .openapi(routes.change, async (c) => {
    const { client_secret, ...settings } = c.req.valid('json');
    await writeSsoSettings(c.var.deps, c.var.actor, settings, client_secret);
    return c.body(null, 204);
  });

function redirectUri(c: Context, { settings }: Deps): string {
  return `${settings.publicOrigin ?? new URL(c.req.url).origin}${returnPath}`;
}

function keepFlow(c: Context, deps: Deps, flow: SsoFlow): void {
  const expires = Date.now() + flowSeconds * 1000;
  const sealed = seal(deps.secrets.sessionKey, JSON.stringify({ flow, expires }), cookieName);
  setCookie(c, cookieName, sealed.toString('base64url'), { ...cookieAttributes(deps), maxAge: flowSeconds });
}

/** Each flow is good for one answer. */
function takeFlow(c: Context, deps: Deps): SsoFlow | undefined {
  const text = deleteCookie(c, cookieName, cookieAttributes(deps));
  try {
    const sealed = Buffer.from(text ?? '', 'base64url');
    const kept: unknown = JSON.parse(open(deps.secrets.sessionKey, sealed, cookieName).toString());
    const { flow, expires } = z.object({ flow: ssoFlowSchema, expires: z.number() }).parse(kept);
    return expires > Date.now() ? flow : undefined;
  } catch {
    return undefined;
  }
}
