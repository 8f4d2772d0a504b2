import { sql } from 'kysely';
import type { LaneTurn, RunCommand } from '@fanloom/dsl/core/advance.js';
import type { Db } from '@fanloom/server/db/database.js';
import { actLanes } from '../lanes/act-lanes.js';
import { armLanes } from '../lanes/arm-lanes.js';
import { type LaneRow, stateOf } from '../engine/lane.sql.js';
import { gateOf } from '../engine/locked-run.js';
import type { StepContext } from '../engine/step-context.js';
import { carryOut, type CommandResult, type RunRef } from './command.js';

export type ActInput = RunRef & Extract<RunCommand, { kind: 'act' }>;

/** What a run's workflow can have done. */
export interface RunActivities {
  /** Reads every lane: how a run begins, goes on after a while, and comes back when Temporal has lost it. */
  load: (ref: RunRef) => Promise<CommandResult>;
  act: (input: ActInput) => Promise<CommandResult>;
}

export function runActivities(db: Db): RunActivities {
  return { load: (ref) => load(db, ref), act: (input) => act(db, input) };
}

function load(db: Db, ref: RunRef): Promise<CommandResult> {
  return carryOut(db, ref, {
    command: null,
    work: async (context, run, changes) => {
      await takeUntold(context, run.id);
      const { rows } = await sql<LaneRow>`
        select * from lane where run_id = ${run.id} and phase in ('active', 'waiting') order by no`.execute(context.tx);
      for (const lane of rows) changes[lane.no] = stateOf(lane, lane.phase !== 'waiting');
      return { paused: gateOf(run, context.version) === 'paused' };
    },
  });
}

/** First one transaction in which lanes act, then another that looks again at those which now wait. */
async function act(db: Db, { run: id, generation, command, collect, due, unarmed }: ActInput): Promise<CommandResult> {
  const ref = { run: id, generation };
  const acted = await carryOut(db, ref, {
    command,
    work: async (context, run, changes) => {
      const known = new Set(due.map((turn) => turn.no));
      const found = collect ? await takeUntold(context, run.id) : [];
      const news = found.filter((lane) => !known.has(lane.no));
      for (const lane of news) changes[lane.no] = stateOf(lane, lane.phase !== 'waiting');
      const entered = news.filter((lane) => lane.phase !== 'waiting');
      return actLanes(context, run, [...due, ...entered], changes);
    },
  });
  const toArm = [...unarmed, ...unarmedOf(acted)];
  if (toArm.length === 0 || acted.change.paused) return acted;
  return carryOut(db, ref, {
    command: null,
    before: acted.change,
    work: async (context, run, changes) => {
      await armLanes(context, run, toArm, changes);
      return { paused: false };
    },
  });
}

function unarmedOf({ change }: CommandResult): LaneTurn[] {
  return Object.entries(change.lanes).flatMap(([no, lane]) =>
    lane && !lane.armed ? [{ no: Number(no), seq: lane.seq }] : [],
  );
}

/** Lanes that the dispatcher has put into the run or made wait there, or left in it when one of their steps failed. */
async function takeUntold({ tx }: StepContext, run: string): Promise<LaneRow[]> {
  const { rows } = await sql<LaneRow>`
    update lane set told = true, phase = case phase when 'entering' then 'active' else phase end
    where run_id = ${run} and (phase in ('entering', 'active') or phase = 'waiting' and not told) returning *`.execute(
    tx,
  );
  await sql`update run set rung = false where id = ${run}`.execute(tx);
  return rows.sort((a, b) => a.no - b.no);
}
