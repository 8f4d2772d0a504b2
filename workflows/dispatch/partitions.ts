import { sql } from 'kysely';
import type { Db } from '@fanloom/server/db/database.js';

/** Makes this month's partition of enrolments and the next one's, before anybody needs them. Ids are of real time. */
export async function ensurePartitions(db: Db): Promise<void> {
  await sql`
    select ensure_enrolment_month(clock_timestamp()), ensure_enrolment_month(clock_timestamp() + interval '1 month')
  `.execute(db);
}
