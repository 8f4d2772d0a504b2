import { sql } from 'kysely';
import type { RunChange } from '@fanloom/dsl/core/advance.js';
import type { Tx } from '@fanloom/server/db/database.js';
import { businessNow } from '@fanloom/server/clock/clock.js';
import type { Isolation } from './isolation.js';
import { LaneNumbers } from './lane-numbers.js';
import type { StepContext } from './step-context.js';
import { StepCounts } from './step-counts.js';
import { loadVersion, type Version } from './version.js';

export interface LockedRun {
  id: string;
  version_id: string;
  generation: number;
  command: number;
  result: RunChange | null;
  next_lane: number;
  gate: Version['gate'];
  /** Of what rang it last. */
  trace: string | null;
}

/** Locks a run's row; whatever happens to its fans happens under this lock. */
export async function lockRun(tx: Tx, id: string): Promise<LockedRun> {
  const { rows } = await sql<LockedRun>`
    /* lock-run */ select id, version_id, generation, command, result, next_lane, gate, trace from run where id = ${id} for update`.execute(
    tx,
  );
  const run = rows[0];
  if (!run) throw new Error(`There is no run ${id}`);
  return run;
}

export async function contextOf(tx: Tx, run: LockedRun, isolation: Isolation): Promise<StepContext> {
  const version = await loadVersion(tx, run.version_id);
  return {
    tx,
    version,
    now: await businessNow(tx),
    numbers: new LaneNumbers([run]),
    counts: new StepCounts(version.id),
    isolation,
  };
}

/** The stricter of the SOP's gate and the run's own. */
export function gateOf(run: LockedRun, version: Version): Version['gate'] {
  const gates = [run.gate, version.gate];
  if (gates.includes('stopped')) return 'stopped';
  return gates.includes('paused') ? 'paused' : 'open';
}

/** Writes what the transaction has gathered, and the command's result for a retry. */
export async function finishCommand(
  { tx, numbers, counts }: StepContext,
  run: LockedRun,
  command: number,
  result: RunChange,
): Promise<void> {
  await numbers.save(tx);
  await counts.save(tx);
  await sql`
    update run set command = ${command}, result = ${JSON.stringify(result)}::jsonb where id = ${run.id}`.execute(tx);
}
