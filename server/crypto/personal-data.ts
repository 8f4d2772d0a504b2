import { open, seal } from './cipher.js';

/** Columns that hold personal data of a fan under the fan's data key. */
export type PersonalColumn = 'fan.phone' | 'fan.email' | 'shop_order.receiver';

/** @param fanId the fan whose key it is: the value opens for no other fan and in no other column */
export function encryptPersonal(dataKey: Buffer, fanId: string, column: PersonalColumn, value: string): Buffer {
  return seal(dataKey, value, `${column}:${fanId}`);
}

export function decryptPersonal(dataKey: Buffer, fanId: string, column: PersonalColumn, sealed: Buffer): string {
  return open(dataKey, sealed, `${column}:${fanId}`).toString('utf8');
}
