import { dayAt, formatDay, instantAt, parseDay } from '@fanloom/dsl/core/zone.js';
import { Simulation } from '@fanloom/dsl/simulate/simulation.js';
import type { Trace } from '@fanloom/dsl/simulate/trace.js';
import { seesField } from '../access/ability.js';
import type { Author } from '../access/author.js';
import { scopeOf } from '../access/rows.js';
import { scopedDb } from '../access/scoped-db.js';
import { businessNow } from '../clock/clock.js';
import type { Db } from '../db/database.js';
import { compileDraft, type Draft } from './draft.js';
import { type Audience, countAudience } from './past-fans.sql.js';
import { type PastFan, type Period, readPast } from './past.js';
import { Sample, type Example } from './sample.js';
import { wrongPeriod } from './simulate.problems.js';
import { type Figures, Tally } from './tally.js';

export interface SimulationRequest {
  shopId: string;
  text: string;
  /** Business days `YYYY-MM-DD`, both included; without them the 30 days before today. */
  from?: string | undefined;
  to?: string | undefined;
}

export interface SimulatedPast {
  draft: Draft;
  from: string;
  to: string;
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

/**
 * Runs what fans of a shop really did through a draft, as far as the author may see them: what would have happened.
 * Nothing is written or sent.
 *
 * @param signal gives up between two pages of fans
 * @throws Problem REQ404, DRAFT422, SIMULATE422, SIMULATE423
 */
export async function simulatePast(
  db: Db,
  author: Author,
  request: SimulationRequest,
  onProgress: (progress: Progress) => void = () => undefined,
  signal?: AbortSignal,
): Promise<SimulatedPast> {
  const draft = await compileDraft(scopedDb(db, author.ability), request.shopId, request.text);
  const { program, options } = draft;
  const now = (await businessNow(db)).getTime();
  const { from, to, period } = periodOf(request, now, options.zone);
  const audience: Audience = { shopId: request.shopId, scope: scopeOf(author.ability, 'read', 'fan'), fanId: null };
  const tally = new Tally(program, options.zone, period.until);
  const sample = new Sample();
  await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const fans = await countAudience(tx, audience);
      let done = 0;
      for await (const page of readPast(tx, audience, program, period)) {
        signal?.throwIfAborted();
        for (const fan of page) {
          const trace = traceOf(draft, fan, period);
          tally.add(trace);
          sample.offer({ fanId: fan.row.id, nick: fan.row.nick, trace });
        }
        done += page.length;
        onProgress({ done, fans });
      }
    });
  const seesFans = seesField(author.ability, 'fan', 'nick');
  return { draft, from, to, figures: tally.figures(), examples: seesFans ? sample.examples() : null };
}

/** What happens after the period is not known, so whoever is in the SOP then stays in it. */
function traceOf({ program, options }: Draft, { state, events }: PastFan, { from, until }: Period): Trace {
  const simulation = new Simulation(program, state, from, options);
  for (const event of events) simulation.happen(event);
  simulation.advance(until);
  return simulation.trace;
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
