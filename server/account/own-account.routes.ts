import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { clientAddress } from '../request/client-address.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import {
  changeOwnPassword,
  chooseLanguage,
  listDevices,
  logOutDevice,
  logOutOtherDevices,
  proveAgain,
} from './own-account.service.js';
import {
  beginEnrolment,
  confirmEnrolment,
  disableSecondFactor,
  renewRecoveryCodes,
  secondFactorState,
} from './second-factor.service.js';
import { writeSessionCookie } from './session-cookie.js';
import { type SignedInEnv, withSession } from './signed-in.js';
import { visitorOf } from './visitor.js';

const instant = z.date().openapi({ type: 'string', format: 'date-time' });
const done = { 204: { description: 'Done' }, ...problems };
const current_password = z.string().min(1).max(1000);
const proof = z.strictObject({ current_password });
const codes = json(z.object({ recovery_codes: z.array(z.string()) }), 'Recovery codes, shown this once');

const device = z
  .object({
    id: z.uuid(),
    created_at: instant,
    last_seen_at: instant,
    method: z.string(),
    user_agent: z.string().nullable(),
    address: z.string().nullable(),
    current: z.boolean(),
  })
  .openapi('Device');

const routes = {
  change: createRoute({
    method: 'patch',
    path: '/v1/session',
    summary: 'Choose one’s own language',
    middleware: withSession,
    request: { body: jsonBody(z.strictObject({ language: z.enum(['zh', 'en']) })) },
    responses: done,
  }),
  password: createRoute({
    method: 'post',
    path: '/v1/session/password',
    summary: 'Change one’s own password and log out everywhere else',
    middleware: withSession,
    request: { body: jsonBody(z.strictObject({ current_password, password: z.string().max(1000) })) },
    responses: done,
  }),
  devices: createRoute({
    method: 'get',
    path: '/v1/session/devices',
    summary: 'Where one is logged in',
    middleware: withSession,
    responses: { 200: json(z.object({ items: z.array(device) }), 'Devices, used last first'), ...problems },
  }),
  logOutDevice: createRoute({
    method: 'delete',
    path: '/v1/session/devices/{id}',
    summary: 'Log out one device',
    middleware: withSession,
    request: { params: z.object({ id: z.uuid() }) },
    responses: done,
  }),
  logOutOthers: createRoute({
    method: 'delete',
    path: '/v1/session/devices',
    summary: 'Log out everywhere else',
    middleware: withSession,
    responses: done,
  }),
  factor: createRoute({
    method: 'get',
    path: '/v1/session/second-factor',
    summary: 'Whether one has a second factor',
    middleware: withSession,
    responses: {
      200: json(z.object({ enabled: z.boolean(), recovery_codes_left: z.number().int() }), 'The second factor'),
      ...problems,
    },
  }),
  begin: createRoute({
    method: 'post',
    path: '/v1/session/second-factor',
    summary: 'Begin to set up an authenticator app',
    middleware: withSession,
    request: { body: jsonBody(proof) },
    responses: {
      201: json(z.object({ uri: z.string(), secret: z.string() }), 'For the QR code, and to type in'),
      ...problems,
    },
  }),
  confirm: createRoute({
    method: 'post',
    path: '/v1/session/second-factor/confirmation',
    summary: 'Finish the set-up with a code of the app',
    middleware: withSession,
    request: { body: jsonBody(z.strictObject({ code: z.string().min(1).max(20) })) },
    responses: { 200: codes, ...problems },
  }),
  renew: createRoute({
    method: 'post',
    path: '/v1/session/second-factor/recovery-codes',
    summary: 'Make new recovery codes; the old ones are void',
    middleware: withSession,
    request: { body: jsonBody(proof) },
    responses: { 200: codes, ...problems },
  }),
  remove: createRoute({
    method: 'post',
    path: '/v1/session/second-factor/removal',
    summary: 'Turn one’s second factor off',
    middleware: withSession,
    request: { body: jsonBody(proof) },
    responses: done,
  }),
};

/** What everybody does with their own account. */
export const ownAccountRoutes = createRouter()
  .openapi(routes.change, async (c) => {
    await chooseLanguage(c.var.deps.db, c.var.actor, c.req.valid('json').language);
    return c.body(null, 204);
  })
  .openapi(routes.password, async (c) => {
    const { actor, deps } = c.var;
    const { current_password: current, password: next } = c.req.valid('json');
    const session = await changeOwnPassword(deps.db, actor, { current, next }, visitorOf(c, deps));
    await writeSessionCookie(c, deps, session);
    return c.body(null, 204);
  })
  .openapi(routes.devices, async (c) => c.json({ items: await listDevices(c.var.deps.db, c.var.actor) }, 200))
  .openapi(routes.logOutDevice, async (c) => {
    await logOutDevice(c.var.deps.db, c.var.actor, c.req.valid('param').id);
    return c.body(null, 204);
  })
  .openapi(routes.logOutOthers, async (c) => {
    await logOutOtherDevices(c.var.deps.db, c.var.actor);
    return c.body(null, 204);
  })
  .openapi(routes.factor, async (c) => c.json(await secondFactorState(c.var.deps.db, c.var.actor.staffId), 200))
  .openapi(routes.begin, async (c) => {
    await prove(c, c.req.valid('json').current_password);
    return c.json(await beginEnrolment(c.var.deps.db, c.var.deps.secrets, c.var.actor), 201);
  })
  .openapi(routes.confirm, async (c) => {
    const { db, secrets } = c.var.deps;
    return c.json({ recovery_codes: await confirmEnrolment(db, secrets, c.var.actor, c.req.valid('json').code) }, 200);
  })
  .openapi(routes.renew, async (c) => {
    await prove(c, c.req.valid('json').current_password);
    const { db, secrets } = c.var.deps;
    return c.json({ recovery_codes: await renewRecoveryCodes(db, secrets, c.var.actor) }, 200);
  })
  .openapi(routes.remove, async (c) => {
    await prove(c, c.req.valid('json').current_password);
    await disableSecondFactor(c.var.deps.db, c.var.actor);
    return c.body(null, 204);
  });

async function prove(c: Context<SignedInEnv>, password: string): Promise<void> {
  const { actor, deps } = c.var;
  await proveAgain(deps.db, actor, password, clientAddress(c, deps.settings.trustedProxies));
}
