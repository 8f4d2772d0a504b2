import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { previewScores } from './preview-scores.js';
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

const count = z.number().int();
const preview = createRoute({
  method: 'post',
  path: '/v1/shops/{id}/scores/preview',
  summary: 'How many fans other bounds would move; nothing is kept',
  middleware: may('update', 'shop'),
  request: { params: ofShop, body: jsonBody(settledScores) },
  responses: {
    200: json(
      z
        .object({
          fans: count,
          scores: z.array(
            z.object({
              name: z.string().openapi({ description: 'R, F, M, I, W or value_tier' }),
              changed: count,
              values: z.array(z.object({ value: z.string().nullable(), now: count, then: count })),
            }),
          ),
        })
        .openapi('ScorePreview'),
      'Fans by value, now and then',
    ),
    ...problems,
  },
});

export const scoreRoutes = createRouter()
  .openapi(read, async (c) => c.json(await readScores(c.var.db, c.req.valid('param').id), 200))
  .openapi(change, async (c) => {
    await changeScores(c.var.deps.db, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
    return c.body(null, 204);
  })
  .openapi(preview, async (c) =>
    c.json(await previewScores(c.var.deps.db, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
  );
