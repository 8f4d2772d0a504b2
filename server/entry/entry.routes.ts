import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { fanFilter } from '../fan/fan-filter.js';
import { readerOf } from '../fan/fan-reader.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { enterByHand, MOST_FANS } from './entry.service.js';

const entry = z
  .object({
    fan_id: z.uuid(),
    entered: z.boolean().openapi({ description: 'The engine takes the fan up at once' }),
    reason: z.enum(['not_found', 'out_of_scope', 'already_in', 'too_soon', 'leaves_already']).nullable(),
  })
  .openapi('SopEntry');

const enter = createRoute({
  method: 'post',
  path: '/v1/sops/{id}/fans',
  summary: 'Let fans into an SOP by hand: past what it begins with, under everything else that it says',
  middleware: may('update', 'fan'),
  request: {
    params: z.object({ id: z.uuid() }),
    body: jsonBody(
      z.union([
        z.strictObject({ fan_ids: z.array(z.uuid()).min(1).max(MOST_FANS) }),
        z.strictObject({ filter: fanFilter.omit({ shop: true }).strict() }),
      ]),
    ),
  },
  responses: { 200: json(z.object({ items: z.array(entry) }), 'What becomes of each fan'), ...problems },
});

export const entryRoutes = createRouter().openapi(enter, async (c) => {
  return c.json(await enterByHand(readerOf(c.var), c.req.valid('param').id, c.req.valid('json')), 200);
});
