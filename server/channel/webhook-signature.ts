import { createHmac } from 'node:crypto';

/** The header `x-fanloom-signature`, of what the product sends and of what it is sent. @param timestamp seconds since 1970 */
export function webhookSignature(secret: Buffer, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}
