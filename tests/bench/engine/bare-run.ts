import { sql } from 'kysely';
import { openDatabase } from '@fanloom/server/db/database.js';
import type { StageDatabase } from '../stage.js';
import { seconds } from '../statistics.js';
import {
  claim,
  enter,
  everybody,
  finish,
  handOver,
  leave,
  plan,
  readHandWritten,
  settle,
  tagInFlow,
  type Turn,
} from './by-hand.sql.js';
import { BUSINESS_DAYS } from './clock.js';
import { expectAllTheWay } from './outcome.js';

/** Seconds that the same work takes as bare SQL: all fans at once in each statement, over one connection. */
export async function runBare(database: StageDatabase, fans: number): Promise<number> {
  const db = openDatabase(database.url, { connections: 1, name: 'bench-bare' });
  try {
    const sop = await readHandWritten(db);
    const on = (now: Date): Turn => ({ db, sop, among: everybody, now });
    const took = await seconds(async () => {
      await enter(on(BUSINESS_DAYS.zero));
      await leave(on(BUSINESS_DAYS.zero));
      await tagInFlow(on(BUSINESS_DAYS.zero));
      await plan(on(BUSINESS_DAYS.zero), 'welcome');
      // Whoever fills tables by hand tells the planner, else the next statement joins as if they were empty.
      await sql`analyze enrolment, effect, fan_guard, fan_tag`.execute(db);
      await deliver(on(BUSINESS_DAYS.zero));
      await leave(on(BUSINESS_DAYS.three));
      await plan(on(BUSINESS_DAYS.three), 'reminder');
      await deliver(on(BUSINESS_DAYS.three));
      await leave(on(BUSINESS_DAYS.seven));
      await finish(on(BUSINESS_DAYS.seven));
    });
    await expectAllTheWay(db, fans);
    return took;
  } finally {
    await db.destroy();
  }
}

async function deliver(turn: Turn): Promise<void> {
  await claim(turn);
  await handOver(turn);
  await settle(turn);
}
