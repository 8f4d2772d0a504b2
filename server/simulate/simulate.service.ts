import { check } from '@fanloom/dsl/check/check.js';
import { dayAt, formatDay, instantAt, parseDay } from '@fanloom/dsl/core/zone.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import { Simulation } from '@fanloom/dsl/simulate/simulation.js';
import type { Trace } from '@fanloom/dsl/simulate/trace.js';
import { seesField } from '../access/ability.js';
import type { Author } from '../access/author.js';
import { scopeOf } from '../access/rows.js';
import { scopedDb } from '../access/scoped-db.js';
import { businessNow } from '../clock/clock.js';
import type { Db, Tx } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { compileDraft, type Draft } from './draft.js';
import { type Audience, countAudience } from './past-fans.sql.js';
import { type PastFan, type Period, readPast } from './past.js';
import { Sample, type Example } from './sample.js';
import { cannotRun, wrongPeriod } from './simulate.problems.js';
import { type Figures, Tally } from './tally.js';

export interface SimulationRequest {
  shopId: string;
  text: string;
  /** Business days `YYYY-MM-DD`, both included; without them the 30 days before today. */
  from?: string | undefined;
  to?: string | undefined;
}

/** Ready to run: nothing about the request is wrong. */
export interface PreparedSimulation {
  draft: Draft;
  /** Business days, both included. */
  from: string;
  to: string;
  period: Period;
  audience: Audience;
  /** The author may know who the fans are. */
  seesFans: boolean;
}

export interface SimulatedPast extends PreparedSimulation {
  figures: Figures;
  /** Null for whoever sees numbers only. */
  examples: Example[] | null;
}

export interface Progress {
  done: number;
  fans: number;
}

const DAYS = 30;
const MOST_DAYS = 366;

/** @throws Problem REQ404, DRAFT422, SIMULATE422 for a text with errors, SIMULATE423 */
export async function prepareSimulation(
  db: Db,
  author: Author,
  request: SimulationRequest,
): Promise<PreparedSimulation> {
  const draft = await compileDraft(scopedDb(db, author.ability), request.shopId, request.text);
  const errors = check(draft.text, draft.context.catalogue).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw cannotRun(errors);
  const now = (await businessNow(db)).getTime();
  return {
    draft,
    ...periodOf(request, now, draft.options.zone),
    audience: { shopId: request.shopId, scope: scopeOf(author.ability, 'read', 'fan'), fanId: null },
    seesFans: seesField(author.ability, 'fan', 'nick'),
  };
}

/**
 * Runs what fans of a shop really did through a draft, as far as the author may see them: what would have happened.
 * Nothing is written or sent. Holds a page of fans at once.
 *
 * @param onProgress called after each page of fans, and waited for
 */
export async function simulatePast(
  db: Db,
  prepared: PreparedSimulation,
  onProgress: (progress: Progress) => Promise<void> = async () => undefined,
): Promise<SimulatedPast> {
  const { draft, period, audience, seesFans } = prepared;
  const tally = new Tally(draft.program, draft.options.zone, period.until);
  const sample = new Sample();
  const entrance = entranceOf(draft.program);
  await readOnly(db, async (tx) => {
    const fans = await countAudience(tx, audience);
    let done = 0;
    for await (const page of readPast(tx, audience, draft.program, period)) {
      for (const fan of page) {
        const mayEnter = entrance === null || fan.events.some(({ type }) => entrance.has(type));
        const trace = mayEnter ? run(draft, fan, period).trace : [];
        tally.add(trace);
        sample.offer({ fanId: fan.row.id, nick: fan.row.nick, trace });
      }
      done += page.length;
      await onProgress({ done, fans });
    }
  });
  return { ...prepared, figures: tally.figures(), examples: seesFans ? sample.examples() : null };
}

/** One fan's story: what they did, and what they would have got, now and in time to come. */
export interface FanStory {
  draft: Draft;
  fan: PastFan;
  trace: Trace;
  now: number;
}

/**
 * Runs one fan through a draft, to the end of every stay.
 *
 * @throws Problem REQ404 for a fan outside the author's scope, and as {@link prepareSimulation}
 */
export async function traceFan(
  db: Db,
  author: Author,
  { fanId, ...request }: SimulationRequest & { fanId: string },
): Promise<FanStory> {
  const { draft, period, audience } = await prepareSimulation(db, author, request);
  const fan = await readOnly(db, async (tx) => {
    for await (const [first] of readPast(tx, { ...audience, fanId }, draft.program, period)) return first;
    return undefined;
  });
  if (!fan) throw notFound();
  const simulation = run(draft, fan, period);
  simulation.finish();
  return { draft, fan, trace: simulation.trace, now: period.now };
}

function readOnly<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);
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

/** To the end of the period: what happens after it is not known, so whoever is in the SOP then stays in it. */
function run({ program, options }: Draft, { state, events }: PastFan, { from, until }: Period): Simulation {
  const simulation = new Simulation(program, state, from, options);
  for (const event of events) simulation.happen(event);
  simulation.advance(until);
  return simulation;
}

function periodOf({ from, to }: SimulationRequest, now: number, zone: string) {
  const today = dayAt(now, zone);
  const last = to === undefined ? today - 1 : (parseDay(to) ?? NaN);
  const first = from === undefined ? last - DAYS + 1 : (parseDay(from) ?? NaN);
  const isRight = first <= last && first <= today && last - first < MOST_DAYS;
  if (!isRight) throw wrongPeriod();
  const until = Math.min(now, instantAt(last + 1, 0, zone) - 1);
  return { from: formatDay(first), to: formatDay(last), period: { from: instantAt(first, 0, zone), until, now } };
}
