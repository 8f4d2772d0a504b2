import { type RawBuilder, sql } from 'kysely';
import { businessNow } from '@fanloom/server/clock/clock.js';
import type { Db, Tx } from '@fanloom/server/db/database.js';
import { SHOP_SHARD } from '@fanloom/server/event/shard.js';
import { inTransactionSpan } from '@fanloom/server/db/transaction-span.sql.js';
import { actAtOnce } from '../lanes/act-at-once.js';
import { guard } from '../lanes/guard.sql.js';
import { type Isolation, isolating } from '../engine/isolation.js';
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
import { type Candidate, enrol, type Entrance } from './enrol.sql.js';
import { claimFacts, type ClaimedFacts, type Fact, settleFacts } from './fact.sql.js';
import { FactsByFan } from './facts-by-fan.js';
import { recordGoals } from './goal.sql.js';
import { heldShards, type Lease } from './lease.js';
import { wakeByShops } from './live-start.sql.js';
import { endMerged } from './merged.sql.js';
import { recordNotStarted } from './not-started.sql.js';
import { wakeReceived } from './receipt.sql.js';
import { setAside } from './set-aside.sql.js';
import { endStopped } from './stop.sql.js';
import { upkeep } from './upkeep.js';

/**
 * Goes through the facts of these shards once, oldest first. Fans whose run is busy stay in the outbox for the next
 * time, and do not hold up those behind them.
 *
 * @returns how many facts were handled; 0 when there was nothing to do
 */
export async function wake(db: Db, leases: readonly Lease[]): Promise<number> {
  const ofFans = leases.filter(({ shard }) => shard !== SHOP_SHARD);
  let handled = await wakeShops(
    db,
    leases.filter(({ shard }) => shard === SHOP_SHARD),
  );
  // A fan's facts are handled in order: whoever was busy once is passed over until the end.
  const busy = new Set<string>();
  for (let after: number | null = ofFans.length > 0 ? 0 : null; after !== null;) {
    const page = await wakePage(db, ofFans, after, busy);
    handled += page.handled;
    after = page.last;
    for (const fan of page.busy) busy.add(fan);
  }
  return handled;
}

async function wakeShops(db: Db, leases: readonly Lease[]): Promise<number> {
  if (leases.length === 0) return 0;
  return db.transaction().execute(async (tx) => ((await heldShards(tx, leases)).length > 0 ? wakeByShops(tx) : 0));
}

interface WokenPage {
  handled: number;
  /** Go on after this row; null when this was the end. */
  last: number | null;
  busy: ReadonlySet<string>;
}

/**
 * Handles facts of many fans in one transaction, in this order: fans in flight leave, then those who wait go on, then
 * fans enter. So a payment ends the old enrolment before it opens a new one.
 */
async function wakePage(
  db: Db,
  leases: readonly Lease[],
  after: number,
  passedOver: ReadonlySet<string>,
): Promise<WokenPage> {
  return isolating(db, async (tx, isolation) => {
    const claimed = await claimFacts(tx, await heldShards(tx, leases), after);
    const { rows, facts, last } = claimed;
    if (rows.length === 0) return { handled: 0, last, busy: passedOver };
    const origins = rows.map(({ trace }) => trace);
    return inTransactionSpan(tx, 'wake', { facts: facts.length }, origins, () =>
      handle(tx, isolation, claimed, passedOver),
    );
  });
}

async function handle(
  tx: Tx,
  isolation: Isolation,
  { rows, facts, last }: ClaimedFacts,
  passedOver: ReadonlySet<string>,
): Promise<WokenPage> {
  const fans = new Set(facts.map((fact) => fact.fan));
  const { runs, busy } = await lockRuns(
    tx,
    [...fans].filter((fan) => !passedOver.has(fan)),
  );
  const isBusy = ({ fan }: Fact) => busy.has(fan) || passedOver.has(fan);
  const ready = facts.filter((fact) => !isBusy(fact));
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
  await settleFacts(tx, rows, facts.filter(isBusy));
  await setAside(tx, byFan.setAside, now);
  return { handled: ready.length + (facts.length === 0 ? rows.length : 0), last, busy };
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
    const received = await byFan.each(facts, { role: 'receipt', sopId: context.version.sopId }, (some) =>
      wakeReceived(context, own, some),
    );
    rung.push(...received.map((lane) => lane.run));
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

/** Everybody enters before anybody acts: runs are locked before fans. */
async function letIn(versions: StepContext[], facts: readonly Fact[], byFan: FactsByFan): Promise<void> {
  const entered: [StepContext, Entrance[]][] = [];
  for (const context of versions) {
    const { sopId, shopId } = context.version;
    const own = facts.filter((fact) => fact.shop === shopId);
    entered.push([context, await byFan.each(own, { role: 'enter', sopId }, (some) => letInto(context, some))]);
  }
  for (const [context, entrances] of entered) {
    for (const { run, lanes } of entrances) await actAtOnce(context, run, lanes);
  }
}

async function letInto(context: StepContext, facts: readonly Fact[]): Promise<Entrance[]> {
  const { program } = context.version;
  const news = facts.filter((fact) => !fact.history);
  const known = new Set<string>();
  const entrances: Entrance[] = [];
  const enter = async (candidates: Candidate[], step: number) => {
    const once = candidates.filter(({ fan, thing }) => {
      const key = `${fan}/${thing}`;
      return known.has(key) ? false : known.add(key);
    });
    entrances.push(...(await enrol(context, once, step)));
  };
  for (const trigger of program.triggers) {
    if (isWatching(trigger)) await enter(await entrantsByTurn(context, trigger, facts), program.start);
    if (trigger.kind !== 'event' && trigger.kind !== 'absent') continue;
    const step = trigger.kind === 'absent' ? trigger.step : program.start;
    await enter(await entrantsByEvent(context, trigger, news), step);
  }
  const asking = news.filter((fact) => asksFor(fact, program.name));
  if (asking.length > 0) await enter(await entrantsByAsking(context, asking), program.start);
  return entrances;
}
