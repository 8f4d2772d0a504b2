import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Outcome, OutgoingMessage, Provider } from './provider.js';

export const webhookConfig = z.object({
  url: z.url({ protocol: /^https?$/ }),
  /** The receiver promises to treat a repeated `Idempotency-Key` as one message. */
  honours_keys: z.boolean(),
});

export type WebhookConfig = z.infer<typeof webhookConfig>;

const TIMEOUT_MS = 10_000;
const CALLS_AT_ONCE = 16;

/**
 * A signed HTTP call for each message. The body carries the fan's id, never a phone or a nick. The signature is
 * HMAC-SHA256 over `timestamp.body`, so that a receiver can refuse what is old or not ours.
 */
export function webhook({ url, honours_keys: honoursKeys }: WebhookConfig, secret: Buffer): Provider {
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
          outcomes.set(next.id, await signedCall(url, secret, { key: providerKey, body }));
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
  url: string,
  secret: Buffer,
  { key, body }: { key: string; body: string },
): Promise<Outcome> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        'x-fanloom-timestamp': timestamp,
        'x-fanloom-signature': `v1=${signature}`,
      },
      body,
    });
    await response.arrayBuffer();
    return outcomeOf(response.status);
  } catch (error) {
    return neverArrived(error) ? { kind: 'later' } : { kind: 'unknown' };
  }
}

/** 2xx took it, 425 and 429 ask for later, other 4xx refused it; of anything else nobody knows. */
function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 425 || status === 429) return { kind: 'later' };
  if (status >= 400 && status < 500 && status !== 408) return { kind: 'failed', reason: `http_${String(status)}` };
  return { kind: 'unknown' };
}

/** No connection was made, so nothing was received. */
function neverArrived(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
}
