import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, problems } from '../request/router.js';
import { readSystem } from './system.service.js';
import { bilingual } from '../problem/bilingual.schema.js';

const n = z.number().int();

const system = z
  .object({
    release: z.string(),
    findings: z.array(
      z.object({
        name: z.string(),
        state: z.enum(['ok', 'warn', 'fail']),
        found: bilingual,
        advice: bilingual.nullable().openapi({ description: 'What to do; null when all is well' }),
      }),
    ),
    load: z.object({
      facts_waiting: n,
      facts_stuck: n,
      runs_open: n,
      messages_due: n,
      messages_sending: n,
      webhook_calls_due: n,
      imports_running: n,
      connections: n,
      connections_most: n,
      database_bytes: n,
    }),
  })
  .openapi('System');

/** IT, who may set up how everybody logs in, keeps the machines too. */
const read = createRoute({
  method: 'get',
  path: '/v1/system',
  summary: 'How the installation is, and what to do where it is not well',
  middleware: may('update', 'role'),
  responses: { 200: json(system, 'What the doctor finds from here, and what waits, over all shops'), ...problems },
});

export const systemRoutes = createRouter().openapi(read, async (c) => c.json(await readSystem(c.var.deps), 200));
