import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { settledScores } from './score-settings.js';
import { changeScores, readScores } from './score.service.js';

const ofShop = z.object({ id: z.uuid() });

const read = createRoute({
  method: 'get',
  path: '/v1/shops/{id}/scores',
  summary: 'How the shop gives its fans 1 to 5 in R, F, M, I and W',
  middleware: may('read', 'shop'),
  request: { params: ofShop },
  responses: { 200: json(settledScores, 'Bounds, and what they are of'), ...problems },
});

const change = createRoute({
  method: 'put',
  path: '/v1/shops/{id}/scores',
  summary: 'Change how the shop gives its fans 1 to 5',
  middleware: may('update', 'shop'),
  request: { params: ofShop, body: jsonBody(settledScores) },
  responses: { 204: { description: 'Done' }, ...problems },
});

export const scoreRoutes = createRouter()
  .openapi(read, async (c) => c.json(await readScores(c.var.db, c.req.valid('param').id), 200))
  .openapi(change, async (c) => {
    await changeScores(c.var.deps.db, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
    return c.body(null, 204);
  });
