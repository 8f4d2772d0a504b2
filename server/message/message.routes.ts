import { createRoute, z } from '@hono/zod-openapi';
import { CHANNELS } from '@fanloom/dsl/vocabulary/channel.js';
import { may } from '../account/signed-in.js';
import { seesField } from '../access/ability.js';
import { forbidden } from '../problem/common.js';
import { createRouter, json, problems } from '../request/router.js';
import { listMessages, messageStatuses } from './message.queries.js';
import { bilingual } from '../problem/bilingual.schema.js';

const instant = z.date().openapi({ type: 'string', format: 'date-time' });

const message = z
  .object({
    id: z.uuid(),
    fan: z.object({ id: z.uuid(), nick: z.string().nullable() }),
    sop: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    step_key: z.string(),
    channel: z.string().nullable(),
    status: z.string().nullable(),
    reason: z.string().nullable().openapi({ description: 'A stable key' }),
    reason_text: bilingual.nullable(),
    body: z.string().nullable().openapi({ description: 'Null until it is handed over, or where it is not shown' }),
    coupon: z.string().nullable(),
    provider: z.string().nullable(),
    attempt: z.number().int().nullable(),
    send_at: instant,
    done_at: instant.nullable(),
  })
  .openapi('Message');

const list = createRoute({
  method: 'get',
  path: '/v1/messages',
  summary: 'The outbox of a shop, newest first',
  middleware: may('read', 'message'),
  request: {
    query: z.strictObject({
      shop: z.uuid(),
      status: z.enum(messageStatuses).optional(),
      channel: z.enum(Object.keys(CHANNELS)).optional(),
      sop: z.uuid().optional(),
      fan: z.uuid().optional(),
      cursor: z.string().max(500).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
  },
  responses: {
    200: json(z.object({ items: z.array(message), next_cursor: z.string().nullable() }), 'A page'),
    ...problems,
  },
});

export const messageRoutes = createRouter().openapi(list, async (c) => {
  // Whoever does not see who a fan is gets numbers, not messages.
  if (!seesField(c.var.actor.ability, 'fan', 'nick')) throw forbidden();
  return c.json(await listMessages(c.var.db, c.req.valid('query')), 200);
});
