import type { Db, Tx } from '../db/database.js';

/** What taking in facts needs to know of the shop they belong to. */
export interface IngestShop {
  id: string;
  platform: string;
  zone: string;
  /** Channels on which following the shop is consent. */
  followGrants: string[];
  /** An event older than this on arrival is history. */
  entryMaxAgeSeconds: number;
}

/** Undefined when there is no such shop. */
export async function readIngestShop(db: Db | Tx, shopId: string): Promise<IngestShop | undefined> {
  const row = await db
    .selectFrom('shop')
    .select(['id', 'platform', 'zone', 'follow_grants', 'entry_max_age_seconds'])
    .where('id', '=', shopId)
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      platform: row.platform,
      zone: row.zone,
      followGrants: row.follow_grants,
      entryMaxAgeSeconds: row.entry_max_age_seconds,
    }
  );
}
