import { type ScopedDb, scopedDb } from '../access/scoped-db.js';
import type { Db } from '../db/database.js';
import type { Deps } from '../request/context.js';
import type { SignedInEnv } from './signed-in.js';

/**
 * Where reports, exports and counts are read: the copy, where there is one that keeps up. What their reader has changed
 * a moment ago may not be there yet, and nothing can be written.
 */
export function reportsOf({ db, replica }: Deps): Db {
  return replica?.db ?? db;
}

/** The same, as far as the caller may see. */
export function scopedReportsOf({ deps, actor }: SignedInEnv['Variables']): ScopedDb {
  return scopedDb(reportsOf(deps), actor.ability);
}
