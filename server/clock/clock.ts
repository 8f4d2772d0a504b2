import { sql } from 'kysely';
import type { Db, Tx } from '../db/database.js';

/** What a process needs to tell business time without asking again. */
export interface ClockReading {
  realAt: Date;
  businessAt: Date;
  /** Business seconds in a real second. */
  speed: number;
}

/** Business time now. In a transaction that decides something, read it once and use that. */
export async function businessNow(db: Db | Tx): Promise<Date> {
  return (await readClock(db)).businessAt;
}

export async function readClock(db: Db | Tx): Promise<ClockReading> {
  const { rows } = await sql<{ real_at: Date; business_at: Date; speed: number }>`
    select clock_timestamp() as real_at, business_now() as business_at, speed from clock`.execute(db);
  const row = rows[0];
  if (!row) throw new Error('The clock row is missing: run the migrations');
  return { realAt: row.real_at, businessAt: row.business_at, speed: row.speed };
}

/**
 * Lets a simulated clock go on at `speed`, from where it stopped. Once simulated an installation stays so: its data
 * already stands at another time than the real one.
 *
 * @param startAt business time of the very first start; ignored when the clock is simulated already
 */
export async function startSimulatedClock(db: Db, speed: number, startAt?: Date): Promise<void> {
  await sql`
    update clock set
      business_at = case when simulated then business_now() else coalesce(${startAt ?? null}, clock_timestamp()) end,
      real_at = clock_timestamp(), speed = ${speed}, simulated = true, running = true`.execute(db);
}

/** Once a second while the product runs; without it a simulated clock stands still. No effect on the real clock. */
export async function beatClock(db: Db): Promise<void> {
  await sql`
    update clock set business_at = business_now(), real_at = clock_timestamp()
    where simulated and running`.execute(db);
}

export async function stopSimulatedClock(db: Db): Promise<void> {
  await sql`
    update clock set business_at = business_now(), real_at = clock_timestamp(), running = false
    where simulated and running`.execute(db);
}
