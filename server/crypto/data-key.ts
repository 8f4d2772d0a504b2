import { randomBytes } from 'node:crypto';
import { open, seal } from './cipher.js';
import type { Keys } from './keys.js';

/**
 * Every fan has a data key of their own, stored wrapped by the master key (`fan_key.wrapped`). Destroying that row
 * makes all personal data of the fan unreadable, in backups too.
 */
export interface DataKey {
  key: Buffer;
  wrapped: Buffer;
}

export function createDataKey(keys: Keys, fanId: string): DataKey {
  const key = randomBytes(32);
  return { key, wrapped: seal(keys.masterKey, key, `fan_key:${fanId}`) };
}

/** Throws when the wrapped key belongs to another fan or another master key. */
export function unwrapDataKey(keys: Keys, fanId: string, wrapped: Buffer): Buffer {
  return open(keys.masterKey, wrapped, `fan_key:${fanId}`);
}
