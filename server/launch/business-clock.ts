import { beatClock, startSimulatedClock, stopSimulatedClock } from '../clock/clock.js';
import { openDatabase } from '../db/database.js';

export interface ClockOptions {
  /** Business seconds per real second; undefined: real time, unless the installation has a simulated clock already. */
  speed: number | undefined;
  /** Business time of the very first start of a simulated clock. */
  startAt: Date | undefined;
  /** Leaves a simulated clock standing until somebody starts it. */
  held?: boolean;
  /** Milliseconds between two beats. */
  beat?: number;
}

/**
 * Lets a simulated business clock go on while the product runs. It stands still from `stop` on, and when this process is
 * killed, so that nothing falls due while nobody can act on it. Does nothing where business time is real time.
 */
export async function runBusinessClock(url: string, options: ClockOptions): Promise<{ stop(): Promise<void> }> {
  const db = openDatabase(url, { connections: 1, name: 'fanloom-clock' });
  const { simulated } = await db.selectFrom('clock').select('simulated').executeTakeFirstOrThrow();
  if (!simulated && options.speed === undefined) {
    await db.destroy();
    return { stop: async () => undefined };
  }

  await startSimulatedClock(db, options.held ? 1 : (options.speed ?? 1), options.startAt);
  if (options.held) await stopSimulatedClock(db);
  const beating = setInterval(() => {
    // While PostgreSQL is starting again the clock stands still; the next beat lets it go on.
    beatClock(db).catch(() => undefined);
  }, options.beat ?? 1_000);
  return {
    stop: async () => {
      clearInterval(beating);
      await stopSimulatedClock(db).catch(() => undefined);
      await db.destroy();
    },
  };
}

/** Ten in the morning of today in China, where the demo shop is: outside of quiet hours, so that its first messages go out. */
export function tenOClock(now: Date): Date {
  const OFFSET = 8 * 3_600_000;
  const day = Math.floor((now.getTime() + OFFSET) / 86_400_000);
  return new Date(day * 86_400_000 + 10 * 3_600_000 - OFFSET);
}
