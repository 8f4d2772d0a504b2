import { createRoute, z } from '@hono/zod-openapi';
import { FIELDS } from '@fanloom/dsl/vocabulary/field.js';
import { may } from '../account/signed-in.js';
import { webhookUrl } from '../channel/webhook-url.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { deleteTarget, listTargets, putTarget } from './webhook.service.js';

// PostgreSQL takes no NUL, and a lone surrogate is no character.
const name = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .refine((text) => !/[\0\p{Cs}"]/u.test(text));

const field = z
  .string()
  .max(60)
  .refine((text) => Object.hasOwn(FIELDS, text) || /^custom\.[^\0\p{Cs}]+$/u.test(text), { message: 'No such field' });

const target = z.object({ name: z.string(), url: z.string(), fields: z.array(z.string()) }).openapi('WebhookTarget');

const list = createRoute({
  method: 'get',
  path: '/v1/webhook-targets',
  summary: 'The systems that SOPs of a shop may push to',
  middleware: may('read', 'channel'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(z.object({ items: z.array(target) }), 'By name'), ...problems },
});

const put = createRoute({
  method: 'put',
  path: '/v1/webhook-targets',
  summary: 'Keep a system that SOPs may push to, under its name',
  middleware: may('update', 'channel'),
  request: {
    body: jsonBody(
      z.strictObject({
        shop_id: z.uuid(),
        name,
        url: webhookUrl,
        fields: z
          .array(field)
          .max(100)
          .openapi({ description: 'What it may be told of a fan: built-in fields by id, others as custom.<name>' }),
        renew_secret: z.boolean().default(false),
      }),
    ),
  },
  responses: {
    200: json(
      z.object({
        secret: z
          .string()
          .nullable()
          .openapi({ description: 'Of the signature, when it is new. It is not shown again.' }),
      }),
      'Kept',
    ),
    ...problems,
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/webhook-targets',
  summary: 'Forget a system: pushes to it fail from now on',
  middleware: may('delete', 'channel'),
  request: { query: z.strictObject({ shop: z.uuid(), name }) },
  responses: { 204: { description: 'Done' }, ...problems },
});

export const webhookRoutes = createRouter()
  .openapi(list, async (c) => c.json({ items: await listTargets(c.var.db, c.req.valid('query').shop) }, 200))
  .openapi(put, async (c) => {
    const { deps, actor } = c.var;
    const settings = { masterKeys: deps.secrets.masterKeys, internalHosts: deps.settings.internalHosts };
    const { fields, ...rest } = c.req.valid('json');
    return c.json(await putTarget(deps.db, actor, settings, { ...rest, fields: [...new Set(fields)] }), 200);
  })
  .openapi(remove, async (c) => {
    const { shop, name: known } = c.req.valid('query');
    await deleteTarget(c.var.deps.db, c.var.actor, { shop_id: shop, name: known });
    return c.body(null, 204);
  });
