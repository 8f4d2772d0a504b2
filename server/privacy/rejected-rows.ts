import type { Keys } from '../crypto/keys.js';
import { lookupHash } from '../crypto/lookup-hash.js';
import type { Db } from '../db/database.js';
import { type IdentityKind, normalForms } from '../identity/identity.js';
import { openCells } from '../import/reject/reject-cells.js';

const PAGE = 1_000;

/**
 * Removes rejected rows of imports in which somebody on the suppression list is named after an erasure. The rows are
 * sealed, so each is opened and its cells are hashed like identities.
 */
export async function forgetRejectedRows(db: Db, keys: Keys): Promise<number> {
  const erased = await erasedHashes(db);
  if (erased.size === 0) return 0;
  let removed = 0;
  for (let after = { import_id: '00000000-0000-0000-0000-000000000000', row_no: 0 }; ;) {
    const rows = await db
      .selectFrom('import_reject')
      .select(['import_id', 'row_no', 'cells'])
      .where((eb) => eb(eb.refTuple('import_id', 'row_no'), '>', eb.tuple(after.import_id, after.row_no)))
      .orderBy('import_id')
      .orderBy('row_no')
      .limit(PAGE)
      .execute();
    const last = rows.at(-1);
    if (!last) return removed;
    after = last;
    for (const { import_id, row_no, cells } of rows) {
      if (!openCells(keys, import_id, row_no, cells).some((cell) => names(cell, erased, keys))) continue;
      await db.deleteFrom('import_reject').where('import_id', '=', import_id).where('row_no', '=', row_no).execute();
      removed++;
    }
  }
}

/** Hexadecimal, by kind of identity. */
type Hashes = Map<IdentityKind, Set<string>>;

async function erasedHashes(db: Db): Promise<Hashes> {
  const rows = await db.selectFrom('suppression').select(['kind', 'hash']).where('reason', '=', 'erased').execute();
  const hashes: Hashes = new Map();
  for (const { kind, hash } of rows) {
    const known = hashes.get(kind as IdentityKind) ?? new Set<string>();
    hashes.set(kind as IdentityKind, known.add(hash.toString('hex')));
  }
  return hashes;
}

function names(cell: string, erased: Hashes, keys: Keys): boolean {
  return [...erased].some(([kind, hashes]) => {
    const value = normalForms[kind](cell);
    return value !== null && hashes.has(lookupHash(keys, kind, value));
  });
}
