import type { Keys } from '../../crypto/keys.js';

/** Cells of rejected rows are kept for the file of rejects; they may hold anybody's data, so they are encrypted. */
export function sealCells(keys: Keys, importId: string, rowNo: number, cells: string[]): Buffer {
  return keys.masterKeys.seal(JSON.stringify(cells), `import_reject:${importId}:${rowNo}`);
}

export function openCells(keys: Keys, importId: string, rowNo: number, sealed: Buffer): string[] {
  return JSON.parse(keys.masterKeys.open(sealed, `import_reject:${importId}:${rowNo}`).toString('utf8')) as string[];
}
