import { createRoute, z } from '@hono/zod-openapi';
import { tokenScopes } from '../account/api-token.js';
import { may } from '../account/signed-in.js';
import { plainText } from '../request/plain-text.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { listStaff, listTeams, listTokens } from './staff.queries.js';
import { addStaff, addTeam, changeStaff, resetPassword } from './staff.service.js';
import { addToken, revokeToken } from './token.service.js';

const instant = z.date().openapi({ type: 'string', format: 'date-time' });
const byId = z.object({ id: z.uuid() });
const name = plainText.trim().min(1).max(100);
const password = z.string().max(1000);
const done = { 204: { description: 'Done' }, ...problems };
const created = json(byId, 'Created');

const roleAssignments = z
  .array(
    z.strictObject({
      role: z.string(),
      shop_id: z.uuid().nullable(),
      until: z.iso.datetime({ offset: true }).nullable().default(null),
    }),
  )
  .max(50);

const person = z
  .object({
    id: z.uuid(),
    login: z.string(),
    name: z.string(),
    active: z.boolean(),
    language: z.string(),
    team_id: z.uuid().nullable(),
    team_name: z.string().nullable(),
    created_at: instant,
    roles: z.array(
      z.object({
        key: z.string(),
        name_zh: z.string(),
        name_en: z.string(),
        shop_id: z.uuid().nullable(),
        until: instant.nullable(),
      }),
    ),
  })
  .openapi('Staff');

const token = z
  .object({
    id: z.uuid(),
    shop_id: z.uuid(),
    name: z.string(),
    scopes: z.array(z.string()),
    created_at: instant,
    last_used_at: instant.nullable(),
    expires_at: instant.nullable(),
    revoked_at: instant.nullable(),
  })
  .openapi('Token');

const routes = {
  list: createRoute({
    method: 'get',
    path: '/v1/staff',
    summary: 'Everybody with an account',
    middleware: may('update', 'staff'),
    responses: { 200: json(z.object({ items: z.array(person) }), 'People by login'), ...problems },
  }),
  add: createRoute({
    method: 'post',
    path: '/v1/staff',
    summary: 'Add a person',
    middleware: may('create', 'staff'),
    request: {
      body: jsonBody(
        z.strictObject({
          login: name,
          name,
          password,
          temporary: z.boolean().default(false).openapi({ description: 'To be changed at the first log-in' }),
          language: z.enum(['zh', 'en']).default('zh'),
          team_id: z.uuid().nullable().default(null),
          roles: roleAssignments,
        }),
      ),
    },
    responses: { 201: created, ...problems },
  }),
  change: createRoute({
    method: 'patch',
    path: '/v1/staff/{id}',
    summary: 'Rename, disable, move to a team, give roles',
    middleware: may('update', 'staff'),
    request: {
      params: byId,
      body: jsonBody(
        z.strictObject({
          name: name.optional(),
          active: z.boolean().optional(),
          team_id: z.uuid().nullable().optional(),
          roles: roleAssignments.optional(),
          roles_before: roleAssignments
            .optional()
            .openapi({ description: 'As they were read: roles that somebody has changed since stay' }),
        }),
      ),
    },
    responses: done,
  }),
  reset: createRoute({
    method: 'post',
    path: '/v1/staff/{id}/password',
    summary: 'Set a new password and end all sessions of the person',
    middleware: may('update', 'staff'),
    request: { params: byId, body: jsonBody(z.strictObject({ password })) },
    responses: done,
  }),
  teams: createRoute({
    method: 'get',
    path: '/v1/teams',
    summary: 'Teams of the shops that one may see',
    middleware: may('read', 'staff'),
    responses: {
      200: json(z.object({ items: z.array(z.object({ id: z.uuid(), shop_id: z.uuid(), name: z.string() })) }), 'Teams'),
      ...problems,
    },
  }),
  addTeam: createRoute({
    method: 'post',
    path: '/v1/teams',
    summary: 'Add a team to a shop',
    middleware: may('create', 'staff'),
    request: { body: jsonBody(z.strictObject({ shop_id: z.uuid(), name })) },
    responses: { 201: created, ...problems },
  }),
  tokens: createRoute({
    method: 'get',
    path: '/v1/tokens',
    summary: 'API tokens, without their text',
    middleware: may('read', 'token'),
    responses: { 200: json(z.object({ items: z.array(token) }), 'Tokens, newest first'), ...problems },
  }),
  addToken: createRoute({
    method: 'post',
    path: '/v1/tokens',
    summary: 'Create an API token for one shop',
    middleware: may('create', 'token'),
    request: {
      body: jsonBody(
        z.strictObject({
          shop_id: z.uuid(),
          name,
          scopes: z.array(z.enum(tokenScopes)).min(1),
          expires_at: z.iso.datetime({ offset: true }).optional(),
        }),
      ),
    },
    responses: { 201: json(byId.extend({ token: z.string() }), 'The token, shown this once'), ...problems },
  }),
  revokeToken: createRoute({
    method: 'delete',
    path: '/v1/tokens/{id}',
    summary: 'Revoke an API token',
    middleware: may('update', 'token'),
    request: { params: byId },
    responses: done,
  }),
};

/** People, teams and tokens: for IT. */
export const staffRoutes = createRouter()
  .openapi(routes.list, async (c) => c.json({ items: await listStaff(c.var.db) }, 200))
  .openapi(routes.add, async (c) => {
    return c.json({ id: await addStaff(c.var.deps.db, c.var.actor, c.req.valid('json')) }, 201);
  })
  .openapi(routes.change, async (c) => {
    await changeStaff(c.var.deps.db, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
    return c.body(null, 204);
  })
  .openapi(routes.reset, async (c) => {
    await resetPassword(c.var.deps.db, c.var.actor, c.req.valid('param').id, c.req.valid('json').password);
    return c.body(null, 204);
  })
  .openapi(routes.teams, async (c) => c.json({ items: await listTeams(c.var.db) }, 200))
  .openapi(routes.addTeam, async (c) => {
    const { shop_id, name: teamName } = c.req.valid('json');
    return c.json({ id: await addTeam(c.var.deps.db, c.var.actor, shop_id, teamName) }, 201);
  })
  .openapi(routes.tokens, async (c) => c.json({ items: await listTokens(c.var.db) }, 200))
  .openapi(routes.addToken, async (c) => {
    return c.json(await addToken(c.var.deps.db, c.var.actor, c.req.valid('json')), 201);
  })
  .openapi(routes.revokeToken, async (c) => {
    await revokeToken(c.var.deps.db, c.var.actor, c.req.valid('param').id);
    return c.body(null, 204);
  });
