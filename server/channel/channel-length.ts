import { z } from '@hono/zod-openapi';

const most = 100_000;

/** What one message of a channel may hold. */
export const channelLength = z
  .strictObject({
    longest: z.int().min(1).max(most).openapi({ description: 'Characters, what the channel adds included' }),
    adds: z.int().min(0).max(most).openapi({ description: 'Characters of the signature and of how to opt out' }),
  })
  .refine(({ longest, adds }) => adds < longest, 'Nothing is left for the message')
  .openapi('ChannelLength');
