import { createRoute, z } from '@hono/zod-openapi';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { checkSignature } from './check-signature.js';
import { RECEIPTS, takeReceipts } from './receipt.service.js';

const MOST_RECEIPTS = 1_000;

const receipt = z
  .strictObject({
    key: z.string().max(300).openapi({
      description: 'The `Idempotency-Key` that the message came with',
      example: '0193f7a2-5b1c-7000-8000-00000000002a/send:1',
    }),
    status: z.enum(RECEIPTS).openapi({ example: 'delivered' }),
    happened_at: z.iso.datetime({ offset: true }).openapi({ example: '2026-11-22T20:00:03+08:00' }),
    reason: z.string().max(200).optional().openapi({ description: 'Why it failed' }),
    text: z.string().max(2_000).optional().openapi({ description: 'What the fan replied' }),
  })
  .openapi('Receipt');

const take = createRoute({
  method: 'post',
  path: '/v1/receipts/{shop}/{channel}',
  summary: 'What became of messages, from the provider that a webhook hands them to',
  description: `Up to ${String(MOST_RECEIPTS)} receipts. Signed as the messages are: \`X-Fanloom-Signature: v1=\` and the HMAC-SHA256, hexadecimal, of \`timestamp.body\` under the channel’s secret; \`X-Fanloom-Timestamp\` in seconds, at most five minutes old. Each receipt counts once, however often it is sent.`,
  middleware: checkSignature,
  request: {
    params: z.object({ shop: z.uuid(), channel: z.string() }),
    headers: z.object({ 'x-fanloom-timestamp': z.string(), 'x-fanloom-signature': z.string() }),
    body: jsonBody(z.strictObject({ receipts: z.array(receipt).min(1).max(MOST_RECEIPTS) }), {
      receipts: [
        {
          key: '0193f7a2-5b1c-7000-8000-00000000002a/send:1',
          status: 'delivered',
          happened_at: '2026-11-22T20:00:03+08:00',
        },
      ],
    }),
  },
  responses: {
    200: json(
      z.object({
        results: z.array(
          z.object({
            index: z.number().int(),
            status: z.enum(['accepted', 'duplicate', 'unknown_message', 'wrong_time']),
          }),
        ),
      }),
      'What became of each receipt, in order. Of an unknown message the outcome may not be written yet: send it again later.',
      { results: [{ index: 0, status: 'accepted' }] },
    ),
    ...problems,
  },
});

export const receiptRoutes = createRouter().openapi(take, async (c) => {
  const { shop, channel } = c.req.valid('param');
  const receipts = c.req.valid('json').receipts.map(({ happened_at, ...receipt }) => {
    return { ...receipt, happenedAt: Date.parse(happened_at) };
  });
  const results = await takeReceipts(c.var.deps.db, { shopId: shop, channel }, receipts);
  return c.json({ results: results.map((status, index) => ({ index, status })) }, 200);
});
