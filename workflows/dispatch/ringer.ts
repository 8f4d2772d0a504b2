import { sql } from 'kysely';
import type { Db } from '@fanloom/server/db/database.js';

/** Tells a run's workflow to look again, starting it if there is none. */
export type Ring = (run: { id: string; generation: number }) => Promise<void>;

/** One look takes in all that comes within a moment: a run is not told more often (real time). */
const AGAIN_AFTER_MS = 200;

/** A run that has been told and has done nothing since is told again after this. */
const REMIND_AFTER_MS = 3_000;

/**
 * Rings the runs that something was put into. The signal carries nothing: what matters is in the rows, so a lost one
 * costs time, never a message.
 */
export class Ringer {
  /** When each run was told last, and which was its last command then. */
  readonly #told = new Map<string, { at: number; command: number }>();

  constructor(
    private readonly db: Db,
    private readonly ring: Ring,
  ) {}

  /** @returns how many runs were rung */
  async pass(): Promise<number> {
    for (const [id, { at }] of this.#told) if (Date.now() - at > REMIND_AFTER_MS) this.#told.delete(id);
    const { rows } = await sql<{ id: string; generation: number; command: number }>`
      select id, generation, command from run where rung order by id limit 500`.execute(this.db);
    const due = rows.filter(({ id, command }) => {
      const told = this.#told.get(id);
      // With another command since then it has looked, and this is news.
      return !told || (told.command !== command && Date.now() - told.at > AGAIN_AFTER_MS);
    });
    await Promise.all(
      due.map(async ({ id, generation, command }) => {
        await this.ring({ id, generation });
        this.#told.set(id, { at: Date.now(), command });
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
