import { type RawBuilder, sql } from 'kysely';
import { stepAt } from '@fanloom/dsl/core/place.js';
import { ceilMinute, HOUR, startOfDay } from '@fanloom/dsl/core/zone.js';
import type { Reentry } from '@fanloom/dsl/ir/program.js';
import { readClock } from '@fanloom/server/clock/clock.js';
import type { Tx } from '@fanloom/server/db/database.js';
import type { StepContext } from '../engine/step-context.js';

/** Somebody who may enter. One for each fan and thing at most. */
export interface Candidate {
  fan: string;
  /**
   * What the entering fact is, and whose: unlike that of any other fact of any fan, and the same after the database was
   * restored. It lets the fan in once, and provider keys are made of it.
   */
  factKey: string;
  /** e0: when the entering event happened. */
  happenedAt: Date;
  eventId: string | null;
  properties: object | null;
  /** What the re-entry clause counts by besides the fan: a coupon, a ticket. '' for the fan alone. */
  thing: string;
}

/** Fans who have come into a run. */
export interface Entrance {
  run: string;
  /** Lanes of their own in which they may act at once; none where they are many, or the run stands still. */
  lanes: number[];
}

/** A larger crowd is left to its run: facts of others wait until all of them have acted. */
const FEW = 500;

/** A run holds this many fans at most; then the next cohort of the same hour begins. */
export const COHORT_SIZE = 50_000;

/**
 * Lets fans into a version, at `step`: decides by the re-entry clause, records who is refused, and puts the others into
 * the open cohort of the hour.
 *
 * Runs that have new lanes are marked to be rung.
 */
export async function enrol(context: StepContext, candidates: Candidate[], step: number): Promise<Entrance[]> {
  const { version } = context;
  const hidden = step >= 0 && stepAt(version.program, step).kind === 'absent';
  const sorted = [...candidates].sort((a, b) => (a.fan < b.fan ? -1 : 1));
  const fresh = await unseen(context, sorted);
  const accepted = await admit(context, fresh, hidden);
  const entrances: Entrance[] = [];
  for (let from = 0; from < accepted.length;) {
    const { id: run, room, gate } = await openCohort(context);
    const part = accepted.slice(from, from + room);
    const apart = part.length <= FEW;
    const lanes = await fill(context, { run, candidates: part, step, hidden, apart });
    entrances.push({ run, lanes: apart && gate === 'open' ? lanes : [] });
    from += part.length;
  }
  return entrances;
}

async function unseen({ tx, version }: StepContext, candidates: Candidate[]): Promise<Candidate[]> {
  if (candidates.length === 0) return [];
  const { rows } = await sql<{ fan_id: string; fact_key: string }>`
    insert into entry_seen (sop_id, fan_id, fact_key)
    select ${version.sopId}, c.fan, c.fact_key from ${listOf(candidates)} on conflict do nothing
    returning fan_id, fact_key`.execute(tx);
  const seen = new Set(rows.map((row) => `${row.fan_id}/${row.fact_key}`));
  return candidates.filter((candidate) => seen.has(`${candidate.fan}/${candidate.factKey}`));
}

/** At most one active enrolment for each fan and thing, under every clause. */
async function admit(context: StepContext, candidates: Candidate[], hidden: boolean): Promise<Candidate[]> {
  const { tx, version, now } = context;
  if (candidates.length === 0) return [];
  const anchor = hidden ? null : new Date(ceilMinute(now.getTime()));
  const { rows } = await sql<{ fan_id: string; thing: string }>`
    insert into entry as t (sop_id, fan_id, thing, active, last_anchor_at, n, happened_at)
    select ${version.sopId}, c.fan, c.thing, true, ${anchor}::timestamptz, ${hidden ? 0 : 1}, c.happened_at
    from ${listOf(candidates)}
    on conflict (sop_id, fan_id, thing) do update set active = true, happened_at = excluded.happened_at,
      last_anchor_at = coalesce(excluded.last_anchor_at, t.last_anchor_at), n = t.n + excluded.n
      where not t.active and ${mayReenter(version.program.reentry, now)}
    returning fan_id, thing`.execute(tx);
  const admitted = new Set(rows.map((row) => `${row.fan_id}/${row.thing}`));
  const isIn = (candidate: Candidate) => admitted.has(`${candidate.fan}/${candidate.thing}`);
  await turnAway(
    context,
    candidates.filter((candidate) => !isIn(candidate)),
  );
  return candidates.filter(isIn);
}

function mayReenter({ everySeconds }: Reentry, now: Date): RawBuilder<boolean> {
  if (everySeconds === null) return sql`t.n = 0`;
  return sql`(t.last_anchor_at is null or t.last_anchor_at <= ${new Date(now.getTime() - everySeconds * 1000)})`;
}

/** By the re-entry clause. */
async function turnAway({ tx, version, now }: StepContext, refused: Candidate[]): Promise<void> {
  if (refused.length === 0) return;
  await sql`
    insert into entry_refusal (sop_id, fan_id, fact_key, reason, at)
    select ${version.sopId}, c.fan, c.fact_key, case when t.active then 'already_in' else 'too_soon' end, ${now}
    from ${listOf(refused)} join entry t on t.sop_id = ${version.sopId} and t.fan_id = c.fan and t.thing = c.thing
    on conflict do nothing`.execute(tx);
}

function listOf(candidates: Candidate[]): RawBuilder<unknown> {
  return sql`unnest(${candidates.map((c) => c.fan)}::uuid[], ${candidates.map((c) => c.factKey)}::text[],
    ${candidates.map((c) => c.thing)}::text[], ${candidates.map((c) => c.happenedAt)}::timestamptz[]
  ) c(fan, fact_key, thing, happened_at)`;
}

interface OpenRun {
  id: string;
  room: number;
  gate: 'open' | 'paused' | 'stopped';
}

/** An open run of this stretch of the shop's clock, locked. One that is at work is not waited for: others open beside it. */
async function openCohort({ tx, version, now, numbers }: StepContext): Promise<OpenRun> {
  const { speed } = await readClock(tx);
  const cohort = cohortAt(now.getTime(), version.zone, speed);
  for (;;) {
    const { rows } = await sql<{ id: string; fans: number; next_lane: number; gate: OpenRun['gate'] }>`
      select id, fans, next_lane, gate from run
      where version_id = ${version.id} and cohort = ${cohort} and open
      order by id limit 1 for update skip locked`.execute(tx);
    const [run] = rows;
    if (!run) {
      await sql`
        insert into run (sop_id, version_id, shop_id, cohort)
        values (${version.sopId}, ${version.id}, ${version.shopId}, ${cohort})`.execute(tx);
      continue;
    }
    numbers.add(run);
    if (run.fans < COHORT_SIZE) return { id: run.id, room: COHORT_SIZE - run.fans, gate: run.gate };
    await sql`update run set open = false where id = ${run.id}`.execute(tx);
  }
}

/** So long a fast clock takes in arrivals at least, in real milliseconds: runs cost real time. */
const SHORTEST_COHORT = 10_000;

/** Beginning of the hour, or on a fast clock of the longer stretch; counted from midnight, so that none goes over it. */
function cohortAt(now: number, zone: string, speed: number): Date {
  const length = Math.max(HOUR, SHORTEST_COHORT * speed);
  const midnight = startOfDay(now, zone);
  return new Date(midnight + Math.floor((now - midnight) / length) * length);
}

interface Filling {
  run: string;
  candidates: Candidate[];
  step: number;
  hidden: boolean;
  /** In lanes of their own, even where others have not been collected yet. */
  apart: boolean;
}

/** Writes the enrolments, one entering lane for each anchor. @returns the lanes */
async function fill(context: StepContext, { run, candidates, step, hidden, apart }: Filling): Promise<number[]> {
  const { tx, version, now } = context;
  // The timer of a missing event counts from the event; everything else from the moment of entering.
  const anchorOf = (candidate: Candidate) => ceilMinute(hidden ? candidate.happenedAt.getTime() : now.getTime());
  const lanes = new Map<number, number>();
  for (const anchor of new Set(candidates.map(anchorOf))) {
    const entering = apart ? null : await enteringLane(tx, run, step, new Date(anchor));
    lanes.set(anchor, entering ?? (await newLane(context, run, step, new Date(anchor))));
  }
  await sql`
    insert into enrolment (run_id, lane_no, sop_id, version_id, shop_id, fan_id, thing, event_id, event_properties,
      happened_at, entered_at, provider_base)
    select ${run}, c.lane, ${version.sopId}, ${version.id}, ${version.shopId}, c.fan, c.thing, c.event, c.properties,
      c.happened_at, ${now},
      left(encode(sha256(convert_to(${version.sopId}::text || '/' || c.fact_key, 'UTF8')), 'hex'), 32)
    from unnest(${candidates.map((c) => c.fan)}::uuid[], ${candidates.map((c) => c.factKey)}::text[],
      ${candidates.map((c) => c.thing)}::text[], ${candidates.map((c) => c.happenedAt)}::timestamptz[],
      ${candidates.map((c) => c.eventId)}::uuid[],
      ${candidates.map((c) => (c.properties ? JSON.stringify(c.properties) : null))}::jsonb[],
      ${candidates.map((c) => lanes.get(anchorOf(c)) ?? 0)}::int[]
    ) c(fan, fact_key, thing, happened_at, event, properties, lane)`.execute(tx);
  await sql`
    update run set rung = true, fans = fans + ${candidates.length} where id = ${run}`.execute(tx);
  return [...lanes.values()];
}

/** A lane that the run has not collected yet takes in more fans. */
async function enteringLane(tx: Tx, run: string, step: number, anchor: Date): Promise<number | null> {
  const { rows } = await sql<{ no: number }>`
    select no from lane where run_id = ${run} and phase = 'entering' and step = ${step} and anchor_at = ${anchor}
      and seq = 0 and point_at is null limit 1`.execute(tx);
  return rows[0]?.no ?? null;
}

async function newLane({ tx, numbers }: StepContext, run: string, step: number, anchor: Date): Promise<number> {
  const no = numbers.take(run);
  await sql`
    insert into lane (run_id, no, step, phase, anchor_at, arrived_at)
    values (${run}, ${no}, ${step}, 'entering', ${anchor}, ${anchor})`.execute(tx);
  return no;
}
