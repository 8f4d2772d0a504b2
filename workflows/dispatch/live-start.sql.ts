import { sql } from 'kysely';
import { businessNow } from '@fanloom/server/clock/clock.js';
import type { Tx } from '@fanloom/server/db/database.js';
import { inTransactionSpan } from '@fanloom/server/db/transaction-span.sql.js';
import { SHOP_SHARD } from '@fanloom/server/event/shard.js';
import { LaneNumbers } from '../engine/lane-numbers.js';
import { goOnLive } from '../engine/live-start.sql.js';
import { loadVersions } from '../engine/version.js';
import { type BroadcastFact, planEntrances } from './broadcast-entrance.sql.js';

/**
 * Handles what has happened to shops themselves: a broadcast that begins lets those go on who wait for it, then others
 * enter. Facts of a shop one of whose runs is busy stay for the next pass.
 *
 * @returns how many rows of the outbox were handled
 */
export async function wakeByShops(tx: Tx): Promise<number> {
  const { rows: facts } = await sql<BroadcastFact & { trace: string | null }>`
    select id, shop_id, ids, keys, detail, trace from fact_outbox
    where shard = ${SHOP_SHARD} order by id for update skip locked`.execute(tx);
  if (facts.length === 0) return 0;
  const origins = facts.map(({ trace }) => trace);
  return inTransactionSpan(tx, 'wake', { facts: facts.length }, origins, () => handle(tx, facts));
}

async function handle(tx: Tx, facts: readonly BroadcastFact[]): Promise<number> {
  const { runs, busy } = await lockWaiting(tx, [...new Set(facts.map((fact) => fact.shop_id))]);
  const now = await businessNow(tx);
  const versions = await loadVersions(tx, [...new Set(runs.map((run) => run.version_id))]);
  const numbers = new LaneNumbers(runs);
  for (const version of versions.values()) {
    const own = runs.filter((run) => run.version_id === version.id).map((run) => run.id);
    const { moved, woken } = await goOnLive({ tx, version, now, numbers }, own);
    const rung = [...new Set([...moved, ...woken].map((lane) => lane.run))];
    await sql`update run set rung = true where id = any(${rung}::uuid[])`.execute(tx);
  }
  await numbers.save(tx);
  const ready = facts.filter((fact) => !busy.has(fact.shop_id));
  for (const fact of ready) await planEntrances(tx, fact);
  const done = ready.map((fact) => fact.id);
  await sql`delete from fact_outbox where shard = ${SHOP_SHARD} and id = any(${done}::bigint[])`.execute(tx);
  return done.length;
}

interface WaitingRun {
  id: string;
  version_id: string;
  shop_id: string;
  next_lane: number;
}

/** Locks the runs of these shops in which somebody may wait for a broadcast. */
async function lockWaiting(tx: Tx, shops: string[]): Promise<{ runs: WaitingRun[]; busy: Set<string> }> {
  const { rows: wanted } = await sql<Pick<WaitingRun, 'id' | 'shop_id'>>`
    select r.id, r.shop_id from run r
    where r.shop_id = any(${shops}::uuid[])
      and exists (select from listen l where l.version_id = r.version_id and l.role = 'wait' and l.key = 'live.start')
      and exists (select from lane w where w.run_id = r.id and w.phase = 'waiting')`.execute(tx);
  const { rows: runs } = await sql<WaitingRun>`
    select id, version_id, shop_id, next_lane from run where id = any(${wanted.map((run) => run.id)}::uuid[])
    order by id for update skip locked`.execute(tx);
  const locked = new Set(runs.map((run) => run.id));
  return { runs, busy: new Set(wanted.filter((run) => !locked.has(run.id)).map((run) => run.shop_id)) };
}
