import { check } from '@fanloom/dsl/check/check.js';
import { dayAt, formatDay, instantAt, parseDay } from '@fanloom/dsl/core/zone.js';
import type { Trace } from '@fanloom/dsl/simulate/trace.js';
import type { Author } from '../access/author.js';
import { covers, overlap, scopeOf } from '../access/rows.js';
import { scopedDb } from '../access/scoped-db.js';
import { businessNow } from '../clock/clock.js';
import type { Db } from '../db/database.js';
import { notFound, unknownField } from '../problem/common.js';
import { fansToRunOn } from '../segment/program-rights.js';
import { compileDraft, type Draft } from './draft.js';
import type { Audience } from './past-fans.sql.js';
import { type PastFan, type Period, readPast } from './past.js';
import { type PastOutcome, type PastRun, type Progress, readOnly, runFan, runPast } from './run-past.js';
import { cannotRun, wrongPeriod } from './simulate.problems.js';

export interface SimulationRequest {
  shopId: string;
  text: string;
  /** Business days `YYYY-MM-DD`, both included; without them 30 days, of which yesterday is the last. */
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
  /** The author may know who each of the fans is. */
  seesFans: boolean;
}

export interface SimulatedPast extends PreparedSimulation, PastOutcome {}

const DAYS = 30;
const MOST_DAYS = 366;

/**
 * @param lastDay where none is asked for; figures of a day that is not over would be too small
 * @throws Problem REQ404, DRAFT422, SIMULATE422 for a text with errors, SIMULATE423, REQ400 for one about what is not shown
 */
export async function prepareSimulation(
  db: Db,
  author: Author,
  request: SimulationRequest,
  lastDay: 'yesterday' | 'today' = 'yesterday',
): Promise<PreparedSimulation> {
  const draft = await compileDraft(scopedDb(db, author.ability), request.shopId, request.text);
  const errors = check(draft.text, draft.context.catalogue).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw cannotRun(errors);
  const now = (await businessNow(db)).getTime();
  const scope = fansToRunOn(author.ability, draft.program);
  if (scope.length === 0) throw unknownField('text');
  return {
    draft,
    ...periodOf(request, now, draft.options.zone, lastDay),
    audience: { shopId: request.shopId, scope, fanId: null },
    seesFans: covers(scopeOf(author.ability, 'read', 'fan', ['nick']), scope),
  };
}

/** Runs what fans of a shop really did through a draft, as far as the author may see them: see {@link runPast}. */
export async function simulatePast(
  db: Db,
  prepared: PreparedSimulation,
  onProgress: (progress: Progress) => Promise<void> = async () => undefined,
): Promise<SimulatedPast> {
  return { ...prepared, ...(await runPast(db, pastRunOf(prepared), onProgress)) };
}

/** What of a prepared simulation is run. */
export function pastRunOf({ draft, period, audience, seesFans }: PreparedSimulation): PastRun {
  return { program: draft.program, options: draft.options, period, audience, seesFans };
}

/** One fan's story: what they did, and what they would have got, now and in time to come. */
export interface FanStory {
  draft: Draft;
  fan: PastFan;
  trace: Trace;
  now: number;
}

/**
 * Runs one fan through a draft, to the end of every stay; without days, from 30 days back to now.
 *
 * @throws Problem REQ404 for a fan outside the author's scope or whom they see without a name, and as {@link prepareSimulation}
 */
export async function traceFan(
  db: Db,
  author: Author,
  { fanId, ...request }: SimulationRequest & { fanId: string },
): Promise<FanStory> {
  const { draft, period, audience } = await prepareSimulation(db, author, request, 'today');
  const known = {
    ...audience,
    scope: overlap(audience.scope, scopeOf(author.ability, 'read', 'fan', ['nick'])),
    fanId,
  };
  const fan = await readOnly(db, async (tx) => {
    for await (const [first] of readPast(tx, known, draft.program, period)) return first;
    return undefined;
  });
  if (!fan) throw notFound();
  const simulation = runFan(draft.program, draft.options, fan, period);
  simulation.finish();
  return { draft, fan, trace: simulation.trace, now: period.now };
}

function periodOf({ from, to }: SimulationRequest, now: number, zone: string, lastDay: 'yesterday' | 'today') {
  const today = dayAt(now, zone);
  const latest = lastDay === 'today' ? today : today - 1;
  const last = to === undefined ? latest : (parseDay(to) ?? NaN);
  const first = from === undefined ? last - DAYS + 1 : (parseDay(from) ?? NaN);
  const isRight = first <= last && first <= today && last - first < MOST_DAYS;
  if (!isRight) throw wrongPeriod();
  const until = Math.min(now, instantAt(last + 1, 0, zone) - 1);
  return { from: formatDay(first), to: formatDay(last), period: { from: instantAt(first, 0, zone), until, now } };
}
