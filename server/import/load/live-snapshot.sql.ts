import { sql } from 'kysely';
import type { Tx } from '../../db/database.js';
import type { Fact } from '../../event/fact.js';
import type { LiveSnapshot } from './live-snapshot.js';

/** Snapshots of these fans in a broadcast, by fan. */
export async function readSnapshots(tx: Tx, sessionId: string, fanIds: string[]): Promise<Map<string, LiveSnapshot>> {
  const rows = await tx
    .selectFrom('live_snapshot')
    .selectAll()
    .where('session_id', '=', sessionId)
    .where((eb) => eb('fan_id', '=', sql<string>`any(${fanIds}::uuid[])`))
    .execute();
  return new Map(
    rows.map((row) => [
      row.fan_id,
      {
        fanId: row.fan_id,
        watchSeconds: row.watch_seconds,
        visits: row.visits,
        comments: row.comments,
        likes: row.likes,
        shares: row.shares,
        gifts: row.gifts,
        fanLevel: row.fan_level,
        intimacy: row.intimacy,
        lastWatchAt: row.last_watch_at?.getTime() ?? 0,
      },
    ]),
  );
}

export async function writeSnapshots(tx: Tx, shopId: string, sessionId: string, all: LiveSnapshot[]): Promise<void> {
  if (all.length === 0) return;
  await sql`
    insert into live_snapshot (session_id, shop_id, fan_id, watch_seconds, visits, comments, likes, shares, gifts,
      fan_level, intimacy, last_watch_at)
    select ${sessionId}::uuid, ${shopId}::uuid, said.*
    from unnest(
      ${all.map((one) => one.fanId)}::uuid[],
      ${all.map((one) => one.watchSeconds)}::bigint[],
      ${all.map((one) => one.visits)}::int[],
      ${all.map((one) => one.comments)}::int[],
      ${all.map((one) => one.likes)}::bigint[],
      ${all.map((one) => one.shares)}::int[],
      ${all.map((one) => one.gifts)}::bigint[],
      ${all.map((one) => one.fanLevel)}::int[],
      ${all.map((one) => one.intimacy)}::int[],
      ${all.map((one) => new Date(one.lastWatchAt).toISOString())}::timestamptz[]
    ) as said
    on conflict (session_id, fan_id) do update set
      watch_seconds = excluded.watch_seconds, visits = excluded.visits, comments = excluded.comments,
      likes = excluded.likes, shares = excluded.shares, gifts = excluded.gifts, fan_level = excluded.fan_level,
      intimacy = excluded.intimacy, last_watch_at = excluded.last_watch_at, updated_at = now()`.execute(tx);
}

export interface LiveLevels {
  rootId: string;
  fanLevel: number | null;
  intimacy: number | null;
  at: number;
}

/** Level and intimacy as the fan's latest broadcast shows them. */
export async function writeLevels(tx: Tx, shopId: string, levels: LiveLevels[]): Promise<void> {
  await sql`
    update fan_shop set
      fan_level = coalesce(said.fan_level, fan_shop.fan_level),
      intimacy = coalesce(said.intimacy, fan_shop.intimacy)
    from unnest(
      ${levels.map((one) => one.rootId)}::uuid[],
      ${levels.map((one) => one.fanLevel)}::int[],
      ${levels.map((one) => one.intimacy)}::int[],
      ${levels.map((one) => new Date(one.at).toISOString())}::timestamptz[]
    ) as said (fan_id, fan_level, intimacy, at)
    where fan_shop.shop_id = ${shopId} and fan_shop.fan_id = said.fan_id and fan_shop.last_watch_at <= said.at
      and (said.fan_level <> coalesce(fan_shop.fan_level, -1) or said.intimacy <> coalesce(fan_shop.intimacy, -1))
    `.execute(tx);
}

/** A watch event that was written before and now lasted longer. */
export interface WatchChange {
  fact: Fact;
  happenedBefore: number;
}

/** Moves watch events to what the newer totals say. @returns facts with the ids their events have */
export async function changeWatchEvents(tx: Tx, shopId: string, changes: WatchChange[]): Promise<Fact[]> {
  if (changes.length === 0) return [];
  const { rows } = await sql<{ no: number; id: string }>`
    update event set happened_at = said.happened_at, properties = said.properties::jsonb, history = said.history
    from unnest(
      ${changes.map((_, i) => i)}::int[],
      ${changes.map(({ fact }) => fact.fan?.fanId ?? null)}::uuid[],
      ${changes.map(({ fact }) => fact.source)}::text[],
      ${changes.map(({ happenedBefore }) => new Date(happenedBefore).toISOString())}::timestamptz[],
      ${changes.map(({ fact }) => new Date(fact.happenedAt).toISOString())}::timestamptz[],
      ${changes.map(({ fact }) => JSON.stringify(fact.properties))}::text[],
      ${changes.map(({ fact }) => fact.history)}::boolean[]
    ) as said (no, fan_id, source, happened_before, happened_at, properties, history)
    where event.fan_id = said.fan_id and event.type = 'live.watch' and event.happened_at = said.happened_before
      and event.source = said.source and event.shop_id = ${shopId}
    returning said.no, event.id`.execute(tx);
  return rows.flatMap(({ no, id }) => {
    const change = changes[no];
    return change ? [{ ...change.fact, id }] : [];
  });
}
