import { createRoute, z } from '@hono/zod-openapi';
import { signedIn } from '../account/signed-in.js';
import { readClock } from '../clock/clock.js';
import { createRouter, json, problems } from '../request/router.js';

const read = createRoute({
  method: 'get',
  path: '/v1/clock',
  summary: 'Business time: a demo runs faster than the wall clock, and its times must not be told against that one',
  middleware: signedIn,
  responses: {
    200: json(
      z.object({
        now: z.date().openapi({ type: 'string', format: 'date-time' }),
        speed: z.number().openapi({ description: 'Business seconds in a real second' }),
      }),
      'Now',
    ),
    ...problems,
  },
});

export const clockRoutes = createRouter().openapi(read, async (c) => {
  const { businessAt, speed } = await readClock(c.var.deps.db);
  return c.json({ now: businessAt, speed }, 200);
});
