import { sql } from 'kysely';
import type { Db } from '../db/database.js';

/** Versions of an SOP that fans are in, newest first. */
export async function versionsInFlight(db: Db, sopId: string): Promise<{ id: string; number: number; text: string }[]> {
  const { rows } = await sql<{ id: string; number: number; text: string }>`
    select v.id, v.number, v.text from sop_version v
    where v.sop_id = ${sopId} and exists (
      select from run r join lane l on l.run_id = r.id where r.version_id = v.id)
    order by v.number desc`.execute(db);
  return rows;
}
