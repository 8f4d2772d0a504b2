import { sql } from 'kysely';
import type { Db } from '@fanloom/server/db/database.js';

/** A Monday morning in the shop, outside of quiet hours. */
export const MONDAY_TEN = new Date('2026-11-23T10:00:00+08:00');

/** When the steps of 新粉7日转化 are due for who follows then. */
export const BUSINESS_DAYS = {
  zero: MONDAY_TEN,
  three: new Date('2026-11-26T10:00:00+08:00'),
  seven: new Date('2026-11-30T10:00:00+08:00'),
};

/** Business time stands still from now on, until it is set again. */
export async function standStill(db: Db, at: Date): Promise<void> {
  await sql`update clock set simulated = true, running = false, speed = 1, business_at = ${at}`.execute(db);
}
