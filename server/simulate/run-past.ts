import { sql } from 'kysely';
import type { Program } from '@fanloom/dsl/ir/program.js';
import type { SimulationOptions } from '@fanloom/dsl/simulate/options.js';
import { Simulation } from '@fanloom/dsl/simulate/simulation.js';
import type { Db, Tx } from '../db/database.js';
import { type Audience, countAudience } from './past-fans.sql.js';
import { type PastFan, type Period, readPast } from './past.js';
import { type Example, Sample } from './sample.js';
import { type Figures, Tally } from './tally.js';

/** A program and whose past goes through it: plain data, which a thread can be given. */
export interface PastRun {
  program: Program;
  options: SimulationOptions;
  period: Period;
  audience: Audience;
  /** Whoever reads the outcome may know who the fans are. */
  seesFans: boolean;
}

export interface PastOutcome {
  figures: Figures;
  /** Null for whoever sees numbers only. */
  examples: Example[] | null;
}

export interface Progress {
  done: number;
  fans: number;
}

/**
 * Runs what fans of a shop really did through a program: what would have happened. Nothing is written or sent. Holds a page
 * of fans at once.
 *
 * @param onProgress called after each page of fans, and waited for
 */
export async function runPast(
  db: Db,
  { program, options, period, audience, seesFans }: PastRun,
  onProgress: (progress: Progress) => Promise<void> | void,
): Promise<PastOutcome> {
  const tally = new Tally(program, options.zone, period.until);
  const sample = new Sample();
  const entrance = entranceOf(program);
  await readOnly(db, async (tx) => {
    const fans = await countAudience(tx, audience);
    let done = 0;
    for await (const page of readPast(tx, audience, program, period)) {
      for (const fan of page) {
        const mayEnter = entrance === null || fan.events.some(({ type }) => entrance.has(type));
        const trace = mayEnter ? runFan(program, options, fan, period).trace : [];
        tally.add(trace);
        sample.offer({ fanId: fan.row.id, nick: fan.row.nick, trace });
      }
      done += page.length;
      await onProgress({ done, fans });
    }
  });
  return { figures: tally.figures(), examples: seesFans ? sample.examples() : null };
}

/** To the end of the period: what happens after it is not known, so whoever is in the SOP then stays in it. */
export function runFan(
  program: Program,
  options: SimulationOptions,
  { state, events }: PastFan,
  { from, until }: Period,
): Simulation {
  const simulation = new Simulation(program, state, from, options);
  for (const event of events) simulation.happen(event);
  simulation.advance(until);
  return simulation;
}

/** Ends itself when nobody is there any more to take the answer. */
export function readOnly<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      await sql`set local client_connection_check_interval = '1s'`.execute(tx);
      return work(tx);
    });
}

/** Types of events that let somebody in; null where fans also come in by other ways. */
function entranceOf({ triggers }: Program): ReadonlySet<string> | null {
  const types = triggers.flatMap((trigger) => {
    switch (trigger.kind) {
      case 'event':
      case 'absent':
        return trigger.event.type;
      case 'by-hand':
      case 'started':
        return [];
      default:
        return null;
    }
  });
  return types.includes(null) ? null : new Set(types.filter((type) => type !== null));
}
