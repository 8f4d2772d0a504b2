import type { MasterKeys } from '../crypto/master-keys.js';

/** Whose secret it is; the sealed form opens for nobody else. */
export interface TargetKey {
  shop_id: string;
  name: string;
}

export function sealTargetSecret(masterKeys: MasterKeys, target: TargetKey, secret: string): Buffer {
  return masterKeys.seal(secret, contextOf(target));
}

export function openTargetSecret(masterKeys: MasterKeys, target: TargetKey, sealed: Buffer): Buffer {
  return masterKeys.open(sealed, contextOf(target));
}

function contextOf({ shop_id, name }: TargetKey): string {
  return `webhook_target/${shop_id}/${name}`;
}
