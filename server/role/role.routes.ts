import { createRoute, z } from '@hono/zod-openapi';
import { ruleParts } from '../access/rule-parts.js';
import { actions, type Rule, rowSets, rulesSchema, writtenRuleSchema } from '../access/rules.js';
import { subjects } from '../access/tables/subject.js';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { listRoles } from './role.queries.js';
import { addRole, changeRole, removeRole } from './role.service.js';

const byId = z.object({ id: z.uuid() });
const done = { 204: { description: 'Done' }, ...problems };
const name = z.string().trim().min(1).max(60);
const names = z.array(z.string());

const rule = z
  .object({
    subject: z.enum(subjects),
    actions: z.array(z.enum(actions)),
    rows: z.enum(rowSets),
    condition: z.string().optional(),
    masked: names,
    hidden: names,
    find: names,
  })
  .openapi('Rule');

const role = z
  .object({
    id: z.uuid(),
    key: z.string(),
    name_zh: z.string(),
    name_en: z.string(),
    packaged: z.boolean().openapi({ description: 'Comes with the product and cannot be changed; copy it' }),
    people: z.number().int(),
    updated_at: z.date().openapi({ type: 'string', format: 'date-time' }),
    rules: z.array(rule),
  })
  .openapi('Role');

const input = z.strictObject({ name_zh: name, name_en: name, rules: z.array(writtenRuleSchema).max(200) });
const changed = input.extend({
  updated_at: z.iso.datetime().openapi({ description: 'As it was read: a role that somebody has changed since stays' }),
});

const list = createRoute({
  method: 'get',
  path: '/v1/roles',
  summary: 'Roles with their rules',
  middleware: may('read', 'role'),
  responses: { 200: json(z.object({ items: z.array(role) }), 'Roles, the packaged ones first'), ...problems },
});

const parts = createRoute({
  method: 'get',
  path: '/v1/roles/parts',
  summary: 'What rules of roles can be made of',
  middleware: may('read', 'role'),
  responses: {
    200: json(
      z.object({
        items: z.array(
          z.object({
            subject: z.enum(subjects),
            actions: z.array(z.enum(actions)),
            rows: z.array(z.enum(rowSets)),
            fields: names,
            json: names,
            find: names,
          }),
        ),
      }),
      'Parts by subject',
    ),
    ...problems,
  },
});

const add = createRoute({
  method: 'post',
  path: '/v1/roles',
  summary: 'Add a role of one’s own',
  middleware: may('create', 'role'),
  request: { body: jsonBody(input) },
  responses: { 201: json(byId, 'Created'), ...problems },
});

const change = createRoute({
  method: 'put',
  path: '/v1/roles/{id}',
  summary: 'Change a role of one’s own; it holds from everybody’s next request on',
  middleware: may('update', 'role'),
  request: { params: byId, body: jsonBody(changed) },
  responses: done,
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/roles/{id}',
  summary: 'Remove a role that nobody has any more',
  middleware: may('delete', 'role'),
  request: { params: byId },
  responses: done,
});

export const roleRoutes = createRouter()
  .openapi(list, async (c) => {
    const roles = await listRoles(c.var.db);
    return c.json({ items: roles.map((one) => ({ ...one, rules: rulesSchema.parse(one.rules).map(asWritten) })) }, 200);
  })
  .openapi(parts, (c) => c.json({ items: ruleParts }, 200))
  .openapi(add, async (c) => {
    return c.json({ id: await addRole(c.var.deps.db, c.var.actor, c.req.valid('json')) }, 201);
  })
  .openapi(change, async (c) => {
    const { updated_at, ...role } = c.req.valid('json');
    await changeRole(c.var.deps.db, c.var.actor, c.req.valid('param').id, { ...role, readAt: new Date(updated_at) });
    return c.body(null, 204);
  })
  .openapi(remove, async (c) => {
    await removeRole(c.var.deps.db, c.var.actor, c.req.valid('param').id);
    return c.body(null, 204);
  });

function asWritten({ condition, ...rest }: Rule) {
  return { ...rest, ...(condition && { condition: condition.text }) };
}
