import { sql } from 'kysely';
import { MAKE_UP_WITHIN } from '@fanloom/dsl/core/schedule.js';
import { nextLook } from '@fanloom/dsl/core/trigger-time.js';
import type { Trigger } from '@fanloom/dsl/ir/program.js';
import { businessNow, readClock } from '@fanloom/server/clock/clock.js';
import type { Db, Tx } from '@fanloom/server/db/database.js';
import { isStepFailure, retrySeconds } from '../engine/failure.js';
import { isolating } from '../engine/isolation.js';
import { LaneNumbers } from '../engine/lane-numbers.js';
import type { StepContext } from '../engine/step-context.js';
import { StepCounts } from '../engine/step-counts.js';
import { loadVersion } from '../engine/version.js';
import { entrantsBySweep, isWatching } from './becoming.sql.js';
import { type BroadcastEntrance, claimEntrance, putOffEntrance, settleEntrance } from './broadcast-entrance.sql.js';
import { enrol } from './enrol.sql.js';
import { entrantsByBroadcast, entrantsBySchedule, type Page, type Part } from './entrant.sql.js';
import { refuse } from './refusal.sql.js';

/** Fans looked at in one transaction. */
const FANS_AT_ONCE = 20_000;

interface DueTick {
  version_id: string;
  trigger_no: number;
  next_at: Date;
  /** A condition that a trigger watches is settled up to then; null: all fans are to be looked at. */
  swept_at: Date | null;
  cursor: string | null;
  failures: number;
}

/**
 * Looks at a part of one shop's fans for one trigger that is due by the clock, or that a broadcast has set off: everyone
 * whom it lets in enters, by rising fan id.
 *
 * @returns false when no trigger is due
 */
export async function tick(db: Db): Promise<boolean> {
  return (await tickByClock(db)) || tickByBroadcast(db);
}

type Shared = Pick<StepContext, 'tx' | 'now' | 'isolation'>;

interface Work<D> {
  claim: (tx: Tx, now: Date) => Promise<D | undefined>;
  handle: (shared: Shared, due: D) => Promise<void>;
  putOff: (db: Db, due: D) => Promise<void>;
}

/** Handles one thing that is due in a transaction. When that fails as a whole it is put off, so that it holds up no others. */
async function handleDue<D>(db: Db, { claim, handle, putOff }: Work<D>): Promise<boolean> {
  const last: { due?: D | undefined } = {};
  try {
    return await isolating(db, async (tx, isolation) => {
      const now = await businessNow(tx);
      last.due = await claim(tx, now);
      if (!last.due) return false;
      await handle({ tx, now, isolation }, last.due);
      return true;
    });
  } catch (error) {
    if (last.due && isStepFailure(error)) await putOff(db, last.due);
    throw error;
  }
}

function tickByBroadcast(db: Db): Promise<boolean> {
  return handleDue(db, { claim: claimEntrance, handle: letInByBroadcast, putOff: putOffEntrance });
}

async function letInByBroadcast(shared: Shared, entrance: BroadcastEntrance): Promise<void> {
  const context = await contextOf(shared, entrance.version_id);
  const { program } = context.version;
  const trigger = program.triggers[entrance.trigger_no];
  if (trigger?.kind !== 'event' && trigger?.kind !== 'absent') throw new Error('No broadcast sets off such a trigger');
  const last = await letIn(context, {
    after: entrance.cursor,
    step: trigger.kind === 'absent' ? trigger.step : program.start,
    entrants: (part) => entrantsByBroadcast(context, trigger, entrance, part),
    keyOf: (fan) => `broadcast/${entrance.event_key}/${fan}`,
  });
  await settleEntrance(shared.tx, entrance, last);
  await context.numbers.save(shared.tx);
}

async function contextOf(shared: Shared, versionId: string): Promise<StepContext> {
  const version = await loadVersion(shared.tx, versionId);
  return { ...shared, version, numbers: new LaneNumbers(), counts: new StepCounts(version.id) };
}

function tickByClock(db: Db): Promise<boolean> {
  return handleDue(db, { claim: claimTick, handle: lookByClock, putOff: putOffTick });
}

async function claimTick(tx: Tx, now: Date): Promise<DueTick | undefined> {
  // An import may have changed what no fact tells of.
  const { rows } = await sql<DueTick>`
    select c.version_id, c.trigger_no, c.next_at, c.cursor, c.failures, case when not exists (
        select from import i where i.shop_id = c.shop_id and i.finished_at > c.swept_at
      ) then c.swept_at end as swept_at
    from schedule c join sop p on p.id = c.sop_id and p.live_version = c.version_id and p.gate = 'open'
    where c.next_at <= ${now} and (c.retry_at is null or c.retry_at <= ${now})
    order by coalesce(c.retry_at, c.next_at) limit 1 for update of c skip locked`.execute(tx);
  return rows[0];
}

async function putOffTick(db: Db, { version_id, trigger_no, failures }: DueTick): Promise<void> {
  await sql`
    update schedule set failures = ${failures + 1},
      retry_at = business_now() + make_interval(secs => ${retrySeconds(failures)})
    where version_id = ${version_id} and trigger_no = ${trigger_no}`.execute(db);
}

async function lookByClock(shared: Shared, due: DueTick): Promise<void> {
  const context = await contextOf(shared, due.version_id);
  await look(context, due);
  await context.numbers.save(shared.tx);
}

async function look(context: StepContext, due: DueTick): Promise<void> {
  const { version, now } = context;
  const trigger = version.program.triggers[due.trigger_no];
  if (!trigger) return;
  const tooLate = !isWatching(trigger) && now.getTime() - due.next_at.getTime() > MAKE_UP_WITHIN;
  const last = tooLate
    ? null
    : await letIn(context, {
        after: due.cursor,
        step: version.program.start,
        entrants: (part) => entrantsByClock(context, trigger, due, part),
        keyOf: (fan) => `tick/${due.next_at.toISOString()}/${fan}`,
      });
  if (last !== null) return goOn(context, due, last);
  // Of the ticks missed while the product stood still the last one is made up, unless that is too late as well.
  const after = tooLate ? now.getTime() - MAKE_UP_WITHIN : Math.max(due.next_at.getTime(), now.getTime());
  await planNext(context, due, trigger, after);
}

/** A look at those of a shop's fans who come after `after`. */
interface Look {
  after: string | null;
  /** Where they begin. */
  step: number;
  entrants: (part: Part) => Promise<Page>;
  /** What the entering fact is for a fan. */
  keyOf: (fan: string) => string;
}

/** @returns after which fan to go on; null when these were the last */
async function letIn(context: StepContext, { after, step, entrants, keyOf }: Look): Promise<string | null> {
  const { tx, version, isolation } = context;
  const among = after === null ? sql<boolean>`true` : sql<boolean>`s.fan_id > ${after}::uuid`;
  const letInPart = async (part: Part) => {
    const { candidates, last } = await entrants(part);
    await enrol(context, candidates, step);
    return last;
  };
  if (!isolation.careful) return letInPart({ among, most: FANS_AT_ONCE });
  const { rows } = await sql<{ fan: string }>`
    select s.fan_id as fan from fan_shop s where s.shop_id = ${version.shopId} and ${among}
    order by s.fan_id limit ${FANS_AT_ONCE}`.execute(tx);
  const fans = rows.map((row) => row.fan);
  const work = async (part: readonly string[]) => {
    const between = sql<boolean>`s.fan_id between ${part[0] ?? null} and ${part.at(-1) ?? null}`;
    await letInPart({ among: between, most: part.length });
    return [];
  };
  // A fan whom it could not be found out for, or who could not be let in, misses this; the others do not.
  await isolation.each(fans, work, (fan) => refuse(context, [{ fan, factKey: keyOf(fan) }], 'failed'));
  return fans.length === FANS_AT_ONCE ? (fans.at(-1) ?? null) : null;
}

async function entrantsByClock(
  context: StepContext,
  trigger: Trigger,
  { next_at: tickAt, swept_at: since }: DueTick,
  part: Part,
): Promise<Page> {
  if (isWatching(trigger)) return entrantsBySweep(context, trigger, { tickAt, since }, part);
  if (trigger.kind === 'schedule' || trigger.kind === 'date-field') {
    return entrantsBySchedule(context, trigger, tickAt, part);
  }
  return { candidates: [], last: null };
}

async function goOn({ tx }: StepContext, due: DueTick, last: string): Promise<void> {
  await sql`
    update schedule set cursor = ${last}, failures = 0, retry_at = null
    where version_id = ${due.version_id} and trigger_no = ${due.trigger_no}`.execute(tx);
}

async function planNext({ tx, version }: StepContext, due: DueTick, trigger: Trigger, after: number): Promise<void> {
  const { speed } = await readClock(tx);
  const next = nextLook(trigger, version.program, after, { zone: version.zone, speed });
  await sql`
    update schedule set next_at = ${next === null ? null : new Date(next)}, swept_at = ${due.next_at}, cursor = null,
      failures = 0, retry_at = null
    where version_id = ${due.version_id} and trigger_no = ${due.trigger_no}`.execute(tx);
}
