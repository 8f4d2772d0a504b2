import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, problems } from '../request/router.js';
import { readVersion } from './version.queries.js';

const version = z
  .object({
    number: z.number().int(),
    hash: z.string(),
    published_at: z.date().openapi({ type: 'string', format: 'date-time' }),
    text: z.string().nullable().openapi({ description: 'Null where the role does not show it' }),
  })
  .openapi('SopVersion');

const read = createRoute({
  method: 'get',
  path: '/v1/sops/{id}/versions/{number}',
  summary: 'What was published as a version, with its text',
  middleware: may('read', 'sop'),
  request: { params: z.object({ id: z.uuid(), number: z.coerce.number().int().min(1).max(1e9) }) },
  responses: { 200: json(version, 'The version'), ...problems },
});

export const versionRoutes = createRouter().openapi(read, async (c) => {
  const { id, number } = c.req.valid('param');
  return c.json(await readVersion(c.var.db, id, number), 200);
});
