import { open, seal } from '../crypto/cipher.js';

/** Whose secret it is; the sealed form opens for nobody else. */
export interface TargetKey {
  shop_id: string;
  name: string;
}

export function sealTargetSecret(masterKey: Buffer, target: TargetKey, secret: string): Buffer {
  return seal(masterKey, secret, contextOf(target));
}

export function openTargetSecret(masterKey: Buffer, target: TargetKey, sealed: Buffer): Buffer {
  return open(masterKey, sealed, contextOf(target));
}

function contextOf({ shop_id, name }: TargetKey): string {
  return `webhook_target/${shop_id}/${name}`;
}
