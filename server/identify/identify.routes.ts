import { createRoute, z } from '@hono/zod-openapi';
import { withToken } from '../account/api-token.js';
import { readIngestShop } from '../event/ingest-shop.js';
import { person } from '../event/sent-event.js';
import { toldValues } from '../field/told-fields.schema.js';
import { notFound } from '../problem/common.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { identifyAndTell } from './identify.service.js';

const told = {
  person: { user_id: 'u1', phone: '13800000000' },
  fields: { birthday: '1995-08-21', member_level: '金卡', points: 1_200 },
};
const identified = { fan_id: '0193f7a2-5b1c-7000-8000-00000000002a', created: false };

const identify = createRoute({
  method: 'post',
  path: '/v1/fans/identify',
  summary: 'Tie identities together, which are one fan from now on, and tell what is known of the fan',
  description:
    'All of it is written, or nothing. What is told last counts, as with imports; only a source that is known stays. Telling the same again changes nothing.',
  security: [{ token: [] }],
  middleware: withToken('events:write'),
  request: { body: jsonBody(z.strictObject({ person, fields: toldValues.default({}) }), told) },
  responses: {
    200: json(z.object({ fan_id: z.uuid(), created: z.boolean() }), 'The fan', identified),
    ...problems,
  },
});

export const identifyRoutes = createRouter().openapi(identify, async (c) => {
  const { db, secrets } = c.var.deps;
  const shop = await readIngestShop(db, c.var.token.shopId);
  if (!shop) throw notFound();
  const fan = await identifyAndTell(db, shop, secrets, c.req.valid('json'));
  return c.json({ fan_id: fan.rootId, created: fan.created }, 200);
});
