import { sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';

/** Hands out lane numbers of runs whose rows the transaction has locked. */
export class LaneNumbers {
  readonly #next = new Map<string, number>();
  readonly #changed = new Set<string>();

  constructor(runs: Iterable<{ id: string; next_lane: number }> = []) {
    for (const run of runs) this.add(run);
  }

  add(run: { id: string; next_lane: number }): void {
    this.#next.set(run.id, Math.max(this.#next.get(run.id) ?? 1, run.next_lane));
  }

  take(run: string): number {
    const no = this.#next.get(run);
    if (no === undefined) throw new Error(`Run ${run} is not locked by this transaction`);
    this.#next.set(run, no + 1);
    this.#changed.add(run);
    return no;
  }

  async save(tx: Tx): Promise<void> {
    if (this.#changed.size === 0) return;
    const runs = [...this.#changed].sort();
    await sql`
      update run set next_lane = n.next_lane
      from unnest(${runs}::uuid[], ${runs.map((run) => this.#next.get(run) ?? 1)}::int[]) n(id, next_lane)
      where run.id = n.id`.execute(tx);
  }
}
