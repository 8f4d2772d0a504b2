import { sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';
import type { Group } from './group.sql.js';

export interface StepCount {
  arrived: number;
  undelivered: number;
  skipped: number;
}

/** Counts of a transaction for the funnel, written at its end. A group over several runs counts for its first. */
export class StepCounts {
  readonly #counts = new Map<string, StepCount & { run: string; step: string }>();

  constructor(private readonly versionId: string) {}

  add(group: Group, step: string, { arrived = 0, undelivered = 0, skipped = 0 }: Partial<StepCount>): void {
    const run = group.lanes[0]?.run;
    if (run === undefined) return;
    const key = `${run}/${step}`;
    const count = this.#counts.get(key) ?? { run, step, arrived: 0, undelivered: 0, skipped: 0 };
    count.arrived += arrived;
    count.undelivered += undelivered;
    count.skipped += skipped;
    this.#counts.set(key, count);
  }

  async save(tx: Tx): Promise<void> {
    const counts = [...this.#counts.values()];
    if (counts.length === 0) return;
    const list = (of: (count: StepCount) => number) => sql`${counts.map(of)}::int[]`;
    await sql`
      insert into run_step (run_id, step_key, version_id, arrived, undelivered, skipped)
      select c.run, c.step, ${this.versionId}, c.arrived, c.undelivered, c.skipped
      from unnest(${counts.map((count) => count.run)}::uuid[], ${counts.map((count) => count.step)}::text[],
        ${list((count) => count.arrived)}, ${list((count) => count.undelivered)}, ${list((count) => count.skipped)}
      ) c(run, step, arrived, undelivered, skipped)
      order by c.run, c.step
      on conflict (run_id, step_key) do update set arrived = run_step.arrived + excluded.arrived,
        undelivered = run_step.undelivered + excluded.undelivered,
        skipped = run_step.skipped + excluded.skipped`.execute(tx);
  }
}
