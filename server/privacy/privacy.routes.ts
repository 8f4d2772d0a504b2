import { createRoute, z } from '@hono/zod-openapi';
import { mayReadEach } from '../account/may-read-each.js';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { disclosureTable } from './disclosure-file.js';
import { disclose } from './disclosure.service.js';
import { eraseFan } from './erasure.service.js';
import { privacyState } from './privacy-state.queries.js';

const fanId = z.object({ id: z.uuid() });

const state = createRoute({
  method: 'get',
  path: '/v1/fans/{id}/privacy',
  summary: 'Whether a fan was erased, and what the person who asks may do',
  middleware: mayReadEach('fan'),
  request: { params: fanId },
  responses: {
    200: json(
      z
        .object({ erased_at: z.iso.datetime().nullable(), may_disclose: z.boolean(), may_erase: z.boolean() })
        .openapi('FanPrivacy'),
      'The state',
    ),
    ...problems,
  },
});

const told = createRoute({
  method: 'post',
  path: '/v1/fans/{id}/disclosure',
  summary: 'Everything known of a fan, in plain, as a file for that person; audited',
  middleware: may('disclose', 'fan'),
  request: {
    params: fanId,
    body: jsonBody(z.strictObject({ format: z.enum(['json', 'csv']), lang: z.enum(['zh', 'en']).default('zh') })),
  },
  responses: {
    200: {
      description: 'The file',
      content: { 'application/json': { schema: z.unknown() }, 'text/csv': { schema: z.string() } },
    },
    ...problems,
  },
});

const gone = createRoute({
  method: 'post',
  path: '/v1/fans/{id}/erasure',
  summary: 'Erase what is personal of a fan, for good and in every shop; audited',
  middleware: may('erase', 'fan'),
  request: { params: fanId },
  responses: { 204: { description: 'Erased' }, ...problems },
});

export const privacyRoutes = createRouter()
  .openapi(state, async (c) => {
    const { db, actor, deps } = c.var;
    return c.json(await privacyState({ db, unbound: deps.db, ability: actor.ability }, c.req.valid('param').id), 200);
  })
  .openapi(told, async (c) => {
    const { actor, deps } = c.var;
    const { format, lang } = c.req.valid('json');
    const { id } = c.req.valid('param');
    const disclosure = await disclose(deps.db, deps.secrets, actor, id);
    c.header('Content-Disposition', `attachment; filename=fan-${id}.${format}`);
    if (format === 'json') return c.json(disclosure, 200);
    c.header('Content-Type', 'text/csv; charset=utf-8');
    return c.body(disclosureTable(disclosure, lang), 200);
  })
  .openapi(gone, async (c) => {
    await eraseFan(c.var.deps, c.var.actor, c.req.valid('param').id);
    return c.body(null, 204);
  });
