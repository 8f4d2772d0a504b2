import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { listTexts, setPurpose } from './text.service.js';

const purpose = z.enum(['marketing', 'service']);

const person = z.object({ id: z.uuid(), name: z.string().nullable() }).nullable();

const namedText = z
  .object({
    id: z.uuid(),
    name: z.string().nullable(),
    text: z.record(z.string(), z.string()).nullable().openapi({ description: 'Words by channel; `any`: every other' }),
    hash: z.string(),
    purpose: z.string().nullable().openapi({ description: 'marketing or service' }),
    author: person,
    approver: person.openapi({ description: 'Who said what it is for; null: nobody has, it is marketing' }),
    approved_at: z.date().nullable().openapi({ type: 'string', format: 'date-time' }),
    used_by: z.array(z.object({ id: z.uuid(), name: z.string().nullable() })).openapi({ description: 'SOPs' }),
  })
  .openapi('NamedText');

const list = createRoute({
  method: 'get',
  path: '/v1/texts',
  summary: 'The named texts of a shop, what each is for, and which SOPs name it',
  middleware: may('read', 'sop'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(z.object({ items: z.array(namedText) }), 'By name'), ...problems },
});

const decide = createRoute({
  method: 'put',
  path: '/v1/texts/{id}/purpose',
  summary: 'Say that the words of a text are a service message, or marketing',
  middleware: may('approve', 'sop'),
  request: {
    params: z.object({ id: z.uuid() }),
    body: jsonBody(z.strictObject({ purpose, hash: z.string().length(64) })),
  },
  responses: { 204: { description: 'Done' }, ...problems },
});

export const textRoutes = createRouter()
  .openapi(list, async (c) => c.json({ items: await listTexts(c.var.db, c.req.valid('query').shop) }, 200))
  .openapi(decide, async (c) => {
    const { actor, deps } = c.var;
    await setPurpose(deps.db, actor, c.req.valid('param').id, c.req.valid('json'));
    return c.body(null, 204);
  });
