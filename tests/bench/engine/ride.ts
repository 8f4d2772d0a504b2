import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Db } from '@fanloom/server/db/database.js';

const LOOK_EVERY_MS = 50;
/** Nothing here stands still for so long unless something is broken. */
const LONGEST_STANDSTILL_MS = 120_000;
const CHECK_EVERY_MS = 5_000;

interface Look {
  busy: boolean;
  parked: boolean;
  next: Date | null;
}

/**
 * Waits until nothing is left to do at the present business time, moves the clock to what is due next, and so on until
 * nothing is due at `until` or before, at the end of all things when it is left out.
 */
export async function ride(db: Db, until?: Date): Promise<void> {
  const standstill = new Standstill(db);
  for (;;) {
    const { busy, parked, next } = await look(db);
    if (parked) throw new Error('A lane is parked: its step failed');
    if (busy) {
      await standstill.check();
      await delay(LOOK_EVERY_MS);
      continue;
    }
    if (!next || (until && next > until)) return;
    await sql`update clock set business_at = greatest(business_at, ${next})`.execute(db);
    await sql`
      update run set rung = true
      where exists (select from lane l where l.run_id = run.id and l.due_at <= ${next})`.execute(db);
  }
}

async function look(db: Db): Promise<Look> {
  const { rows } = await sql<Look>`
    select busy, exists (select from lane where phase = 'parked') as parked,
      case when not busy then least((select min(due_at) from lane where phase = 'waiting'),
        (select min(send_at) from effect where status = 'planned')) end as next
    from (
      select exists (select from fact_outbox) or exists (select from run where rung)
        or exists (select from lane where phase in ('entering', 'active') or phase = 'waiting' and due_at <= clock.at)
        or exists (select from effect where status = 'planned' and send_at <= clock.at)
        or exists (select from effect where status = 'sending') as busy
      from (select business_now() as at) clock
    ) looked`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('The clock row is missing');
  return row;
}

/** Notices when nothing gets less any more. */
class Standstill {
  #left = '';
  #checkedAt = Date.now();
  #movedAt = Date.now();

  constructor(private readonly db: Db) {}

  async check(): Promise<void> {
    if (Date.now() - this.#checkedAt < CHECK_EVERY_MS) return;
    this.#checkedAt = Date.now();
    const { rows } = await sql<{ left: string }>`
      select concat_ws(' ', (select count(*) from fact_outbox), (select sum(command) from run),
        (select count(*) from effect where status = 'planned')) as left`.execute(this.db);
    const left = rows[0]?.left ?? '';
    if (left !== this.#left) this.#movedAt = this.#checkedAt;
    else if (this.#checkedAt - this.#movedAt > LONGEST_STANDSTILL_MS)
      throw new Error(`The engine stands still: ${left}`);
    this.#left = left;
  }
}
