import { createRoute, z } from '@hono/zod-openapi';
import { plainText } from '../request/plain-text.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { checkSetupToken, isSetupNeeded, setUp } from './setup.js';

const account = z.strictObject({
  login: plainText.trim().min(1).max(100),
  name: plainText.trim().min(1).max(100),
  password: z.string().max(1000),
});

const state = createRoute({
  method: 'get',
  path: '/v1/setup',
  summary: 'Whether the first accounts are still to be made',
  responses: { 200: json(z.object({ needed: z.boolean() }), 'The state'), ...problems },
});

const perform = createRoute({
  method: 'post',
  path: '/v1/setup',
  summary: 'Create the first shop, the IT administrator and the first operator',
  request: {
    body: jsonBody(
      z.strictObject({
        token: z.string().min(1).max(200),
        shop: z.strictObject({ name: plainText.trim().min(1).max(100), platform: plainText.max(50).optional() }),
        administrator: account,
        operator: account,
        language: z.enum(['zh', 'en']).optional(),
      }),
    ),
  },
  responses: { 201: json(z.object({ shop_id: z.uuid() }), 'Set up: log in as either'), ...problems },
});

export const setupRoutes = createRouter()
  .openapi(state, async (c) => c.json({ needed: await isSetupNeeded(c.var.deps.db) }, 200))
  .openapi(perform, async (c) => {
    const { token, ...input } = c.req.valid('json');
    const { db, settings } = c.var.deps;
    await checkSetupToken(db, token);
    const { shopId } = await setUp(db, { ...input, origin: settings.publicOrigin ?? new URL(c.req.url).origin });
    return c.json({ shop_id: shopId }, 201);
  });
