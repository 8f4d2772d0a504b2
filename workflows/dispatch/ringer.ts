import { sql } from 'kysely';
import type { Db } from '@fanloom/server/db/database.js';

/** Tells a run's workflow to look again, starting it if there is none. */
export type Ring = (run: { id: string; generation: number }) => Promise<void>;

/** A run that has been told is told again only when it has not looked for this long (real time). */
const REMIND_AFTER_MS = 3_000;

/**
 * Rings the runs that something was put into. The signal carries nothing: what matters is in the rows, so a lost one
 * costs time, never a message.
 */
export class Ringer {
  readonly #rungAt = new Map<string, number>();

  constructor(
    private readonly db: Db,
    private readonly ring: Ring,
  ) {}

  /** @returns how many runs were rung */
  async pass(): Promise<number> {
    const { rows } = await sql<{ id: string; generation: number }>`
      select id, generation from run where rung order by id limit 500`.execute(this.db);
    const waiting = new Set(rows.map((row) => row.id));
    for (const id of this.#rungAt.keys()) if (!waiting.has(id)) this.#rungAt.delete(id);
    const due = rows.filter((row) => Date.now() - (this.#rungAt.get(row.id) ?? 0) > REMIND_AFTER_MS);
    await Promise.all(
      due.map(async (run) => {
        await this.ring(run);
        this.#rungAt.set(run.id, Date.now());
      }),
    );
    return due.length;
  }
}

/**
 * Finds runs whose lanes should have acted a while ago and marks them, so that they are rung: their workflow was lost,
 * or the whole of Temporal was.
 *
 * @param graceSeconds business seconds behind which a lane counts as forgotten
 */
export async function ringForgotten(db: Db, graceSeconds: number): Promise<void> {
  await sql`
    with forgotten as (
      select distinct l.run_id from lane l, (select business_now() as at) clock
      where l.phase in ('active', 'waiting', 'entering')
        and coalesce(l.due_at, l.anchor_at) < clock.at - make_interval(secs => ${graceSeconds})
    )
    update run set rung = true from forgotten
    where run.id = forgotten.run_id and not run.rung and run.gate <> 'paused'
      and not exists (select from sop p where p.id = run.sop_id and p.gate = 'paused')`.execute(db);
}
