import { hash } from 'node:crypto';

/**
 * The key under which an event counts once: a UUID from the first 16 bytes of a SHA-256.
 *
 * @param key the sender's idempotency key, unique within its source and shop
 */
export function eventKey(shopId: string, source: string, key: string): string {
  const hex = hash('sha256', `${shopId}|${source}|${key}`, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** Once for every order, whoever tells of it: file and API agree. */
export function orderEventKey(shopId: string, number: string, type: string): string {
  return eventKey(shopId, 'order', `${number}|${type}`);
}

/** What a file tells of refunds. @param inAll fen that were paid back of the order when it was told */
export function refundKey(shopId: string, number: string, inAll: number): string {
  return orderEventKey(shopId, number, `order.refund|${String(inAll)}`);
}
