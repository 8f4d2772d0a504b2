import { sql } from 'kysely';
import { stepAt } from '@fanloom/dsl/core/place.js';
import type { Db } from '@fanloom/server/db/database.js';
import { guard } from '../engine/guard.sql.js';
import { readLane, stateOf } from '../engine/lane.sql.js';
import { runSteps } from '../engine/run-steps.js';
import { wakeWaiting } from '../engine/wake-waiting.sql.js';
import { carryOut, type CommandResult } from './command.js';
import type { LaneCommand } from './perform.js';

/**
 * One more look at a lane that has begun to wait: an event may have been committed between the look before the wait and
 * the wait's own commit, when nobody was waiting for it yet.
 */
export function arm(db: Db, input: LaneCommand): Promise<CommandResult> {
  return carryOut(db, input, async (context, run, changes) => {
    const lane = await readLane(context.tx, { run: run.id, no: input.lane });
    if (lane?.phase !== 'waiting') {
      changes[input.lane] = lane && lane.phase !== 'parked' ? stateOf(lane, true) : null;
      return { paused: false };
    }
    const here = sql<boolean>`e.lane_no = ${lane.no}`;
    await runSteps(context, await guard(context, [run.id], here), changes);
    if (stepAt(context.version.program, lane.step).kind === 'until') {
      const woken = await wakeWaiting(context, [run.id], here);
      if (woken.length > 0) await sql`update run set rung = true where id = ${run.id}`.execute(context.tx);
    }
    changes[lane.no] = stateOf(lane, true);
    return { paused: false };
  });
}
