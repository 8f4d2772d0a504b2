import { type RawBuilder, sql } from 'kysely';
import { businessNow } from '@fanloom/server/clock/clock.js';
import type { Db, Tx } from '@fanloom/server/db/database.js';
import { SHOP_SHARD } from '@fanloom/server/event/shard.js';
import { guard } from '../lanes/guard.sql.js';
import { isolating } from '../engine/isolation.js';
import type { LaneChanges } from '../engine/lane.sql.js';
import { LaneNumbers } from '../engine/lane-numbers.js';
import { runSteps } from '../lanes/run-steps.js';
import type { StepContext } from '../engine/step-context.js';
import { StepCounts } from '../engine/step-counts.js';
import { loadVersions, type Version } from '../engine/version.js';
import { wakeWaiting } from '../engine/wake-waiting.sql.js';
import { asksFor, entrantsByAsking } from './asked.sql.js';
import { entrantsByTurn, isWatching } from './becoming.sql.js';
import { entrantsByEvent } from './entrant.sql.js';
import { type Candidate, enrol } from './enrol.sql.js';
import { claimFacts, type Fact, settleFacts } from './fact.sql.js';
import { FactsByFan } from './facts-by-fan.js';
import { recordGoals } from './goal.sql.js';
import { holdsLease, type Lease } from './lease.js';
import { wakeByShops } from './live-start.sql.js';
import { endMerged } from './merged.sql.js';
import { recordNotStarted } from './not-started.sql.js';
import { wakeReceived } from './receipt.sql.js';
import { setAside } from './set-aside.sql.js';
import { endStopped } from './stop.sql.js';
import { upkeep } from './upkeep.js';

/**
 * Handles a shard's oldest facts in one transaction, in this order: fans in flight leave, then those who wait go on,
 * then fans enter. So a payment ends the old enrolment before it opens a new one. Fans whose run is busy stay in the
 * outbox for the next pass.
 *
 * @returns how many facts were handled; 0 when there was nothing to do
 */
export async function wake(db: Db, lease: Lease): Promise<number> {
  return isolating(db, async (tx, isolation) => {
    if (!(await holdsLease(tx, lease))) return 0;
    if (lease.shard === SHOP_SHARD) return wakeByShops(tx);
    const { rows, facts } = await claimFacts(tx, lease.shard);
    if (rows.length === 0) return 0;
    const { runs, busy } = await lockRuns(tx, [...new Set(facts.map((fact) => fact.fan))]);
    const ready = facts.filter((fact) => !busy.has(fact.fan));
    const now = await businessNow(tx);
    const numbers = new LaneNumbers(runs);
    const open = contexts({ tx, now, numbers, isolation });
    const byFan = new FactsByFan(isolation);

    await upkeep(tx, ready, now);
    const locked = runs.map((run) => run.id);
    await endMerged(tx, locked, ready, now);
    await endStopped(tx, locked, ready, now);
    await endAndWake(await open(runs.map((run) => run.version_id)), runs, ready, byFan);
    await recordGoals(tx, ready, now, byFan);
    await letIn(await open(await liveListeners(tx, ready)), ready, byFan);
    await recordNotStarted(tx, ready, now);

    await open.save();
    await settleFacts(
      tx,
      lease.shard,
      rows,
      facts.filter((fact) => busy.has(fact.fan)),
    );
    await setAside(tx, lease.shard, byFan.setAside, now);
    return ready.length + (rows.length > 0 && facts.length === 0 ? rows.length : 0);
  });
}

interface ActiveRun {
  id: string;
  version_id: string;
  next_lane: number;
}

/** Locks the runs that these fans are in. A run that is at work now is not waited for: its fans are busy. */
async function lockRuns(tx: Tx, fans: string[]): Promise<{ runs: ActiveRun[]; busy: Set<string> }> {
  const { rows: places } = await sql<{ fan: string; run_id: string }>`
    select distinct f.root_id as fan, e.run_id
    from fan f join enrolment e on e.fan_id = f.id and e.state = 'active'
    where f.root_id = any(${fans}::uuid[])`.execute(tx);
  const wanted = [...new Set(places.map((place) => place.run_id))];
  const { rows: runs } = await sql<ActiveRun>`
    select id, version_id, next_lane from run where id = any(${wanted}::uuid[])
    order by id for update skip locked`.execute(tx);
  const locked = new Set(runs.map((run) => run.id));
  const busy = new Set(places.filter((place) => !locked.has(place.run_id)).map((place) => place.fan));
  return { runs, busy };
}

interface Contexts {
  (versions: string[]): Promise<StepContext[]>;
  save(): Promise<void>;
}

/** One context for each version; all of them hand out lane numbers from the same locked runs. */
function contexts(shared: Pick<StepContext, 'tx' | 'now' | 'numbers' | 'isolation'>): Contexts {
  const { tx, numbers } = shared;
  const known = new Map<string, StepContext>();
  const toContext = (version: Version): StepContext => ({
    ...shared,
    version,
    counts: new StepCounts(version.id),
  });
  const open = async (ids: string[]) => {
    const versions = await loadVersions(
      tx,
      [...new Set(ids)].filter((id) => !known.has(id)),
    );
    for (const version of versions.values()) known.set(version.id, toContext(version));
    return [...new Set(ids)].sort().flatMap((id) => known.get(id) ?? []);
  };
  const save = async () => {
    await numbers.save(tx);
    for (const context of known.values()) await context.counts.save(tx);
  };
  return Object.assign(open, { save });
}

/** Leave, then wait: what happened ends enrolments first, and moves those who waited for it. */
async function endAndWake(
  versions: StepContext[],
  runs: ActiveRun[],
  facts: readonly Fact[],
  byFan: FactsByFan,
): Promise<void> {
  const fans = [...new Set(facts.map((fact) => fact.fan))];
  const among: RawBuilder<boolean> = sql`f.root_id = any(${fans}::uuid[])`;
  const rung: string[] = [];
  for (const context of versions) {
    const own = runs.filter((run) => run.version_id === context.version.id).map((run) => run.id);
    const changes: LaneChanges = {};
    await runSteps(context, await guard(context, own, among), changes);
    // A step that failed is tried again by its run, which does not know of the lane yet.
    if (Object.values(changes).some((lane) => lane !== null)) rung.push(...own);
    rung.push(...(await wakeWaiting(context, own, among)).map((lane) => lane.run));
    await byFan.each(facts, { role: 'receipt', sopId: context.version.sopId }, async (some) => {
      rung.push(...(await wakeReceived(context, own, some)).map((lane) => lane.run));
    });
  }
  const tx = versions[0]?.tx;
  if (tx && rung.length > 0) await sql`update run set rung = true where id = any(${rung}::uuid[])`.execute(tx);
}

/** Live versions of open SOPs that one of the facts may let somebody into. */
async function liveListeners(tx: Tx, facts: readonly Fact[]): Promise<string[]> {
  const { rows } = await sql<{ version_id: string }>`
    select distinct l.version_id
    from listen l join sop p on p.id = l.sop_id and p.live_version = l.version_id and p.gate = 'open'
    where l.role = 'enter' and l.shop_id = any(${[...new Set(facts.map((fact) => fact.shop))]}::uuid[])
      and l.key = any(${[...new Set(facts.flatMap(keysOf))]}::text[])`.execute(tx);
  return rows.map((row) => row.version_id);
}

function keysOf(fact: Fact): string[] {
  return fact.kind === 'start' || fact.kind === 'hand' ? [`start:${fact.detail.sop ?? ''}`] : [fact.key];
}

async function letIn(versions: StepContext[], facts: readonly Fact[], byFan: FactsByFan): Promise<void> {
  for (const context of versions) {
    const { sopId, shopId } = context.version;
    const own = facts.filter((fact) => fact.shop === shopId);
    await byFan.each(own, { role: 'enter', sopId }, (some) => letInto(context, some));
  }
}

async function letInto(context: StepContext, facts: readonly Fact[]): Promise<void> {
  const { program } = context.version;
  const news = facts.filter((fact) => !fact.history);
  const entered = new Set<string>();
  const once = (candidates: Candidate[]) =>
    candidates.filter(({ fan, thing }) => {
      const key = `${fan}/${thing}`;
      return entered.has(key) ? false : entered.add(key);
    });
  for (const trigger of program.triggers) {
    if (isWatching(trigger)) await enrol(context, once(await entrantsByTurn(context, trigger, facts)), program.start);
    if (trigger.kind !== 'event' && trigger.kind !== 'absent') continue;
    const candidates = once(await entrantsByEvent(context, trigger, news));
    await enrol(context, candidates, trigger.kind === 'absent' ? trigger.step : program.start);
  }
  const asking = news.filter((fact) => asksFor(fact, program.name));
  if (asking.length > 0) await enrol(context, once(await entrantsByAsking(context, asking)), program.start);
}
