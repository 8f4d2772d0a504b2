import type { MasterKeys } from '../../crypto/master-keys.js';

/** A header that the host asks for, such as `Authorization`; its value opens for this source only. */
export function sealHeader(masterKeys: MasterKeys, sourceId: string, value: string): Buffer {
  return masterKeys.seal(value, contextOf(sourceId));
}

export function openHeader(masterKeys: MasterKeys, sourceId: string, sealed: Buffer): string {
  return masterKeys.open(sealed, contextOf(sourceId)).toString('utf8');
}

function contextOf(sourceId: string): string {
  return `import_source/${sourceId}`;
}
