import { createRoute, z } from '@hono/zod-openapi';
import { sql } from 'kysely';
import { unavailable } from '../problem/common.js';
import { createRouter, json, problems } from '../request/router.js';

const state = z.object({ status: z.literal('ok') });

const healthz = createRoute({
  method: 'get',
  path: '/healthz',
  summary: 'The process is alive',
  responses: { 200: json(state, 'Alive') },
});

const readyz = createRoute({
  method: 'get',
  path: '/readyz',
  summary: 'The process can answer: its database is there and it is not stopping',
  responses: { 200: json(state, 'Ready'), ...problems },
});

/** @param isDraining true from the moment the process was told to stop */
export function healthRoutes(isDraining: () => boolean) {
  return createRouter()
    .openapi(healthz, (c) => c.json({ status: 'ok' as const }, 200))
    .openapi(readyz, async (c) => {
      if (isDraining()) throw unavailable();
      await sql`select 1`.execute(c.var.deps.db).catch((error: unknown) => {
        throw unavailable(error);
      });
      return c.json({ status: 'ok' as const }, 200);
    });
}
