import { type Kysely, sql } from 'kysely';

/** Merging two fans looks up what is told of each of them, in every shop and SOP. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index on consent (fan_id);
    create index on fan_arm (fan_id);
    create index on live_snapshot (fan_id)`.execute(db);
}
