import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Db } from '@fanloom/server/db/database.js';

const LOOK_EVERY_MS = 20;
/** The engine looks at idle runs every 50 ms; one that is rung sooner counts as reminded already and waits for seconds. */
const BEFORE_RINGING_MS = 120;
/** Nothing here stands still for so long unless something is broken. */
const LONGEST_STANDSTILL_MS = 120_000;

interface Look {
  busy: boolean;
  parked: boolean;
  next: Date | null;
  done: number;
}

/**
 * Waits until nothing is left to do at the present business time, moves the clock to what is due next, and so on until
 * nothing is due at `until` or before, at the end of all things when it is left out.
 */
export async function ride(db: Db, until?: Date): Promise<void> {
  let moved = { done: -1, at: Date.now() };
  for (;;) {
    const { busy, parked, next, done } = await look(db);
    if (parked) throw new Error('A lane is parked: its step failed');
    if (done !== moved.done) moved = { done, at: Date.now() };
    else if (Date.now() - moved.at > LONGEST_STANDSTILL_MS) throw new Error('The engine stands still');
    if (busy) {
      await delay(LOOK_EVERY_MS);
      continue;
    }
    if (!next || (until && next > until)) return;
    await delay(BEFORE_RINGING_MS);
    await sql`update clock set business_at = greatest(business_at, ${next})`.execute(db);
    await sql`
      update run set rung = true
      where exists (select from lane l where l.run_id = run.id and l.due_at <= ${next})`.execute(db);
  }
}

async function look(db: Db): Promise<Look> {
  const { rows } = await sql<Look>`
    select
      exists (select from fact_outbox) or exists (select from run where rung)
        or exists (select from lane where phase in ('entering', 'active') or phase = 'waiting' and due_at <= clock.at)
        or exists (select from effect where status = 'planned' and send_at <= clock.at)
        or exists (select from effect where status = 'sending') as busy,
      exists (select from lane where phase = 'parked') as parked,
      least((select min(due_at) from lane where phase = 'waiting'),
        (select min(send_at) from effect where status = 'planned')) as next,
      (select pg_current_wal_lsn() - '0/0')::float8 as done
    from (select business_now() as at) clock`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('The clock row is missing');
  return row;
}
