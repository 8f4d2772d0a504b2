import type { ScopedDb } from '../access/scoped-db.js';
import { notFound } from '../problem/common.js';

/**
 * One published version with its text; null where the role does not show it.
 *
 * @throws Problem REQ404 for a foreign or missing SOP or version
 */
export async function readVersion(db: ScopedDb, sopId: string, number: number) {
  await db.selectFrom('sop').select('id').where('id', '=', sopId).executeTakeFirstOrThrow(notFound);
  return db
    .selectFrom('sop_version')
    .select(['number', 'hash', 'published_at', 'text'])
    .where('sop_id', '=', sopId)
    .where('number', '=', number)
    .executeTakeFirstOrThrow(notFound);
}
