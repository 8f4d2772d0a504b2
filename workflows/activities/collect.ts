import { type RawBuilder, sql } from 'kysely';
import type { Db } from '@fanloom/server/db/database.js';
import { type LaneRow, stateOf } from '../engine/lane.sql.js';
import { gateOf } from '../engine/locked-run.js';
import { carryOut, type CommandInput, type CommandResult, type RunRef } from './command.js';

/** Reads the lanes that the run has not been told of. */
export function collect(db: Db, input: CommandInput): Promise<CommandResult> {
  return read(db, input, sql`false`);
}

/** Reads every lane that is alive: how a run begins, goes on after a while, and comes back when Temporal has lost it. */
export function load(db: Db, input: RunRef): Promise<CommandResult> {
  return read(db, { ...input, command: null }, sql`true`);
}

function read(db: Db, input: CommandInput, all: RawBuilder<boolean>): Promise<CommandResult> {
  return carryOut(db, input, async ({ tx, version }, run, changes) => {
    const { rows } = await sql<LaneRow>`
      with entering as (
        update lane set phase = 'active' where run_id = ${run.id} and phase = 'entering' returning *
      )
      select * from entering
      union all
      select * from lane where ${all} and run_id = ${run.id} and phase in ('active', 'waiting')
      order by no`.execute(tx);
    for (const lane of rows) changes[lane.no] = stateOf(lane, lane.phase !== 'waiting');
    await sql`update run set rung = false where id = ${run.id}`.execute(tx);
    return { paused: gateOf(run, version) === 'paused' };
  });
}
