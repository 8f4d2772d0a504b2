import type { BlockList } from 'node:net';
import { reachableAddresses } from '@fanloom/server/channel/webhook-address.js';
import { webhookSignature } from '@fanloom/server/channel/webhook-signature.js';
import { z } from 'zod';
import { NotConnected, pinnedPost } from './pinned-post.js';
import type { Outcome, OutgoingMessage, Provider } from './provider.js';

export const webhookConfig = z.object({
  url: z.url({ protocol: /^https?$/ }),
  /** The receiver promises to treat a repeated `Idempotency-Key` as one message. */
  honours_keys: z.boolean(),
});

/** Another system, as it is called. */
export interface Receiver {
  url: string;
  secret: Buffer;
  /** Addresses inside the company that IT lets webhooks call. */
  internalHosts: BlockList;
}

const CALLS_AT_ONCE = 16;

/**
 * A signed HTTP call for each message. The body carries the fan's id, never a phone or a nick. The signature is
 * HMAC-SHA256 over `timestamp.body`, so that a receiver can refuse what is old or not ours.
 */
export function webhook(receiver: Receiver, honoursKeys: boolean): Provider {
  return {
    name: 'webhook',
    honoursKeys,
    atOnce: 500,
    async deliver(messages: readonly OutgoingMessage[], until: AbortSignal): Promise<Map<string, Outcome>> {
      const outcomes = new Map<string, Outcome>(messages.map((message) => [message.id, { kind: 'untried' }]));
      const waiting = [...messages];
      const send = async () => {
        for (let next = waiting.shift(); next && !until.aborted; next = waiting.shift()) {
          const { fanId, channel, body: text, providerKey } = next;
          const body = JSON.stringify({ fan_id: fanId, channel, text });
          outcomes.set(next.id, await signedCall(receiver, { key: providerKey, body }));
        }
      };
      await Promise.all(Array.from({ length: CALLS_AT_ONCE }, send));
      return outcomes;
    },
  };
}

/**
 * Posts a signed body.
 *
 * @param key the same at every attempt; the receiver may know by it what it has already had
 */
export async function signedCall(
  { url, secret, internalHosts }: Receiver,
  { key, body }: { key: string; body: string },
): Promise<Outcome> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': key,
    'x-fanloom-timestamp': timestamp,
    'x-fanloom-signature': webhookSignature(secret, timestamp, body),
  };
  try {
    // One parsed address is checked and called: its text could be read in two ways.
    const target = new URL(url);
    const addresses = await reachableAddresses(target, internalHosts);
    return outcomeOf(await pinnedPost(target, addresses, { headers, body }));
  } catch (error) {
    return outcomeOfError(error);
  }
}

/** 2xx took it, 425 and 429 ask for later, other 4xx refused it; of anything else nobody knows. */
function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 425 || status === 429) return { kind: 'later' };
  if (status >= 400 && status < 500 && status !== 408) return { kind: 'failed', reason: `http_${String(status)}` };
  return { kind: 'unknown' };
}

/** The host has no address, or no connection was made: nothing was received. */
const neverArrived = new Set(['CHANNEL423', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);

function outcomeOfError(error: unknown): Outcome {
  if (error instanceof NotConnected) return { kind: 'later' };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'CHANNEL422') return { kind: 'failed', reason: 'inside_company' };
  return neverArrived.has(code) ? { kind: 'later' } : { kind: 'unknown' };
}
