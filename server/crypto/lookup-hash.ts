import { createHmac } from 'node:crypto';
import type { LookupKeys } from './keys.js';

/**
 * Keyed hash by which an encrypted or pseudonymous value is found again.
 *
 * @param kind keeps equal texts of different kinds apart
 * @param value in its normal form
 * @returns HMAC-SHA256 as 64 hexadecimal digits
 */
export function lookupHash(keys: LookupKeys, kind: string, value: string): string {
  return createHmac('sha256', keys.lookupKey).update(`${kind}\0${value}`).digest('hex');
}
