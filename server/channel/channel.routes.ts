import { createRoute, z } from '@hono/zod-openapi';
import { CHANNELS } from '@fanloom/dsl/vocabulary/channel.js';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { channelLength } from './channel-length.js';
import { bindChannel, listChannels } from './channel.service.js';
import { webhookUrl } from './webhook-url.js';

const channel = z.enum(Object.keys(CHANNELS));

const length = channelLength.nullable().default(null);

const binding = z
  .object({
    channel: z.string(),
    provider: z.enum(['sandbox', 'webhook']),
    url: z.string().optional(),
    honours_keys: z.boolean().optional(),
    length: channelLength.nullable().openapi({ description: 'Null: the default' }),
    default_length: channelLength,
  })
  .openapi('Channel');

const list = createRoute({
  method: 'get',
  path: '/v1/channels',
  summary: 'Which provider carries each channel of a shop',
  middleware: may('read', 'channel'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(z.object({ items: z.array(binding) }), 'Every channel'), ...problems },
});

const bind = createRoute({
  method: 'put',
  path: '/v1/channels',
  summary: 'Let a provider carry a channel',
  middleware: may('update', 'channel'),
  request: {
    body: jsonBody(
      z.discriminatedUnion('provider', [
        z.strictObject({ shop_id: z.uuid(), channel, length, provider: z.literal('sandbox') }),
        z.strictObject({
          shop_id: z.uuid(),
          channel,
          length,
          provider: z.literal('webhook'),
          url: webhookUrl,
          honours_keys: z.boolean().openapi({
            description: 'The receiver treats a repeated Idempotency-Key as one message',
          }),
          renew_secret: z.boolean().default(false),
        }),
      ]),
    ),
  },
  responses: {
    200: json(
      z.object({
        secret: z
          .string()
          .nullable()
          .openapi({ description: 'Of the signature, when it is new. It is not shown again.' }),
      }),
      'Bound',
    ),
    ...problems,
  },
});

export const channelRoutes = createRouter()
  .openapi(list, async (c) => c.json({ items: await listChannels(c.var.db, c.req.valid('query').shop) }, 200))
  .openapi(bind, async (c) => {
    const { deps, actor } = c.var;
    const { shop_id, channel: name, length: settled, ...target } = c.req.valid('json');
    const settings = { masterKeys: deps.secrets.masterKeys, internalHosts: deps.settings.internalHosts };
    return c.json(
      await bindChannel(deps.db, actor, settings, { shop_id, channel: name, length: settled, target }),
      200,
    );
  });
