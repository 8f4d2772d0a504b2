import { randomBytes } from 'node:crypto';
import type { Keys } from './keys.js';

/**
 * Every fan has a data key of their own, stored wrapped by a master key (`fan_key.wrapped`). Destroying that row
 * makes all personal data of the fan unreadable, in backups too.
 */
export interface DataKey {
  key: Buffer;
  wrapped: Buffer;
}

export function createDataKey(keys: Keys, fanId: string): DataKey {
  const key = randomBytes(32);
  return { key, wrapped: keys.masterKeys.seal(key, `fan_key:${fanId}`) };
}

/** Throws when the wrapped key belongs to another fan or another master key. */
export function unwrapDataKey(keys: Keys, fanId: string, wrapped: Buffer): Buffer {
  return keys.masterKeys.open(wrapped, `fan_key:${fanId}`);
}
