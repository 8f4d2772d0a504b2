import { sql } from 'kysely';
import { bools, float8s, int4s, int8s, texts, uuids } from '../db/binary-array.js';
import type { Db, Tx } from '../db/database.js';
import { mark } from '../db/prepared.js';
import type { ConsentStatement } from './consent.js';
import type { Fact } from './fact.js';
import type { FanDelta } from './fan-projection.js';
import type { DayDelta } from './rollup.js';

/** Ends the few texts of every batch whose plan is the same whatever the values are. */
const kept = sql.raw(mark);

const instant = (at: number) => new Date(at).toISOString();

/** Claims the keys, in one order for all transactions. Returns those that nobody had claimed before. */
export async function claimKeys(tx: Tx, keys: string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const claimed = new Set(keys);
  // Nearly always all are new: only the others are sent back.
  const { rows } = await sql<{ key: string }>`
    with said as materialized (select unnest(${uuids([...claimed].sort(), (key) => key)}::uuid[]) as key),
    claimed as (insert into event_key (key) select key from said on conflict do nothing returning key)
    select key from said where not exists (select from claimed where claimed.key = said.key)`.execute(tx);
  for (const { key } of rows) claimed.delete(key);
  return claimed;
}

/** Makes the partitions for these instants. Best called outside of the transaction that then writes: it locks. */
export async function ensureEventMonths(db: Db | Tx, instants: number[]): Promise<void> {
  const months = new Set(instants.map((at) => `${new Date(at).toISOString().slice(0, 7)}-01T00:00:00Z`));
  if (months.size === 0) return;
  await sql`
    select ensure_event_month(month) from unnest(${[...months].sort()}::timestamptz[]) as month`.execute(db);
}

export async function insertEvents(tx: Tx, shopId: string, facts: Fact[], arrivedAt: Date): Promise<void> {
  if (facts.length === 0) return;
  await sql`
    insert into event (id, shop_id, fan_id, type, happened_at, arrived_at, source, history, properties)
    select id, ${shopId}::uuid, fan_id, type, to_timestamp(happened_at / 1000), ${arrivedAt}::timestamptz, source,
      history, properties::jsonb
    from unnest(
      ${uuids(facts, (fact) => fact.id)}::uuid[],
      ${uuids(facts, (fact) => fact.fan?.fanId ?? null)}::uuid[],
      ${texts(facts, (fact) => fact.type)}::text[],
      ${float8s(facts, (fact) => fact.happenedAt)}::float8[],
      ${texts(facts, (fact) => fact.source)}::text[],
      ${bools(facts, (fact) => fact.history)}::boolean[],
      ${texts(facts, (fact) => JSON.stringify(fact.properties))}::text[]
    ) as fact (id, fan_id, type, happened_at, source, history, properties) ${kept}`.execute(tx);
}

/** @param deltas summed and in key order */
export async function addToDays(tx: Tx, shopId: string, deltas: DayDelta[]): Promise<void> {
  if (deltas.length === 0) return;
  await sql`
    insert into fan_day as kept (fan_id, shop_id, type, day, n, amount, seconds)
    select fan_id, ${shopId}::uuid, type, day, n, amount, seconds
    from unnest(
      ${uuids(deltas, (delta) => delta.fanId)}::uuid[],
      ${texts(deltas, (delta) => delta.type)}::text[],
      ${deltas.map((delta) => delta.day)}::date[],
      ${int4s(deltas, (delta) => delta.n)}::int[],
      ${int8s(deltas, (delta) => delta.amount)}::bigint[],
      ${int8s(deltas, (delta) => delta.seconds)}::bigint[]
    ) as delta (fan_id, type, day, n, amount, seconds)
    on conflict (fan_id, type, day, shop_id) do update set
      n = kept.n + excluded.n,
      amount = kept.amount + excluded.amount,
      seconds = kept.seconds + excluded.seconds ${kept}`.execute(tx);
}

/** @param deltas summed and in id order */
export async function addToFans(tx: Tx, shopId: string, deltas: FanDelta[]): Promise<void> {
  if (deltas.length === 0) return;
  await sql`
    insert into fan_shop as kept (shop_id, fan_id, nick, nick_at, source, first_follow_at, last_watch_at, watch_seconds,
      visits, comments, likes, shares, gifts, first_purchase_at, last_purchase_at, orders, spend, refunded, categories,
      last_active_at)
    select ${shopId}::uuid, fan_id, nick, to_timestamp(nick_at / 1000), source, to_timestamp(first_follow_at / 1000),
      to_timestamp(last_watch_at / 1000), watch_seconds, visits, comments, likes, shares, gifts,
      to_timestamp(first_purchase_at / 1000), to_timestamp(last_purchase_at / 1000), orders, spend, refunded,
      case when categories is null then '{}'
        else array(select distinct jsonb_array_elements_text(categories::jsonb) order by 1) end,
      to_timestamp(last_active_at / 1000)
    from unnest(
      ${uuids(deltas, (delta) => delta.rootId)}::uuid[],
      ${texts(deltas, (delta) => delta.nick)}::text[],
      ${float8s(deltas, (delta) => delta.nickAt)}::float8[],
      ${texts(deltas, (delta) => delta.source)}::text[],
      ${float8s(deltas, (delta) => delta.firstFollowAt)}::float8[],
      ${float8s(deltas, (delta) => delta.lastWatchAt)}::float8[],
      ${int8s(deltas, (delta) => delta.watchSeconds)}::bigint[],
      ${int4s(deltas, (delta) => delta.visits)}::int[],
      ${int4s(deltas, (delta) => delta.comments)}::int[],
      ${int8s(deltas, (delta) => delta.likes)}::bigint[],
      ${int4s(deltas, (delta) => delta.shares)}::int[],
      ${int8s(deltas, (delta) => delta.gifts)}::bigint[],
      ${float8s(deltas, (delta) => delta.firstPurchaseAt)}::float8[],
      ${float8s(deltas, (delta) => delta.lastPurchaseAt)}::float8[],
      ${int4s(deltas, (delta) => delta.orders)}::int[],
      ${int8s(deltas, (delta) => delta.spend)}::bigint[],
      ${int8s(deltas, (delta) => delta.refunded)}::bigint[],
      ${texts(deltas, (delta) => (delta.categories.length === 0 ? null : JSON.stringify(delta.categories)))}::text[],
      ${float8s(deltas, (delta) => delta.lastActiveAt)}::float8[]
    ) as delta (fan_id, nick, nick_at, source, first_follow_at, last_watch_at, watch_seconds, visits, comments, likes,
      shares, gifts, first_purchase_at, last_purchase_at, orders, spend, refunded, categories, last_active_at)
    on conflict (shop_id, fan_id) do update set
      nick = case
        when excluded.nick_at > kept.nick_at or kept.nick_at is null then excluded.nick
        when excluded.nick_at = kept.nick_at then greatest(kept.nick collate "C", excluded.nick)
        else kept.nick end,
      nick_at = greatest(kept.nick_at, excluded.nick_at),
      source = coalesce(kept.source, excluded.source),
      first_follow_at = least(kept.first_follow_at, excluded.first_follow_at),
      last_watch_at = greatest(kept.last_watch_at, excluded.last_watch_at),
      watch_seconds = kept.watch_seconds + excluded.watch_seconds,
      visits = kept.visits + excluded.visits,
      comments = kept.comments + excluded.comments,
      likes = kept.likes + excluded.likes,
      shares = kept.shares + excluded.shares,
      gifts = kept.gifts + excluded.gifts,
      first_purchase_at = least(kept.first_purchase_at, excluded.first_purchase_at),
      last_purchase_at = greatest(kept.last_purchase_at, excluded.last_purchase_at),
      orders = kept.orders + excluded.orders,
      spend = kept.spend + excluded.spend,
      refunded = kept.refunded + excluded.refunded,
      categories = case when excluded.categories <@ kept.categories then kept.categories
        else array(select distinct unnest(kept.categories || excluded.categories) order by 1) end,
      last_active_at = greatest(kept.last_active_at, excluded.last_active_at) ${kept}`.execute(tx);
}

/**
 * @param statements one for each fan and channel, in key order
 * @returns fans whose consent is another now
 */
export async function stateConsent(tx: Tx, shopId: string, statements: ConsentStatement[]): Promise<Set<string>> {
  if (statements.length === 0) return new Set();
  const { rows } = await sql<{ fan_id: string }>`
    insert into consent as kept (shop_id, fan_id, channel, granted, source, at)
    select ${shopId}::uuid, fan_id, channel, granted, source, at
    from unnest(
      ${uuids(statements, (statement) => statement.rootId)}::uuid[],
      ${texts(statements, (statement) => statement.channel)}::text[],
      ${bools(statements, (statement) => statement.granted)}::boolean[],
      ${texts(statements, (statement) => statement.source)}::text[],
      ${statements.map((statement) => instant(statement.at))}::timestamptz[]
    ) as statement (fan_id, channel, granted, source, at)
    on conflict (shop_id, fan_id, channel) do update
      set granted = excluded.granted, source = excluded.source, at = excluded.at
      where (excluded.source in ('optout', 'consent.change'), excluded.at, not excluded.granted, kept.source)
        > (kept.source in ('optout', 'consent.change'), kept.at, not kept.granted, excluded.source)
    returning fan_id`.execute(tx);
  return new Set(rows.map((row) => row.fan_id));
}

/** No message ever again. @param fanIds in id order */
export async function blockFans(tx: Tx, fanIds: string[]): Promise<void> {
  if (fanIds.length === 0) return;
  await sql`
    insert into fan_guard as kept (fan_id, blocked)
    select fan_id, 'optout' from unnest(${fanIds}::uuid[]) as fan_id
    on conflict (fan_id) do update set blocked = coalesce(kept.blocked, excluded.blocked)`.execute(tx);
}

/** Event types that a published SOP of the shop waits for. */
export async function readListened(tx: Tx, shopId: string): Promise<Set<string>> {
  const rows = await tx.selectFrom('listen').select('key').distinct().where('shop_id', '=', shopId).execute();
  return new Set(rows.map((row) => row.key));
}

export interface OutboxRow {
  shard: number;
  ids: string[];
  /** Of the facts `ids`, in the same order. */
  keys: string[];
  /** When the first and the last of them happened: only those partitions need to be read. */
  from: number;
  to: number;
}

export async function insertOutbox(tx: Tx, shopId: string, rows: OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  for (const row of rows) {
    const detail = JSON.stringify({ from: instant(row.from), to: instant(row.to) });
    await sql`
      insert into fact_outbox (shard, kind, shop_id, ids, keys, detail)
      values (${row.shard}, 'event', ${shopId}, ${row.ids}::uuid[], ${row.keys}::uuid[], ${detail}::jsonb)`.execute(tx);
  }
  await sql`select pg_notify('fanloom_outbox', '')`.execute(tx);
}
