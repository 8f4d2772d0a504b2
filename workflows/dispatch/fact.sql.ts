import { sql } from 'kysely';
import type { Db, Tx } from '@fanloom/server/db/database.js';

/** Something that an SOP may depend on, of one fan. */
export interface Fact {
  /** Row of the outbox. */
  row: number;
  kind: 'event' | 'start' | 'hand' | 'stop' | 'tag' | 'field' | 'merge' | 'receipt';
  /** Of the event, enrolment, fan or effect, by kind. */
  id: string;
  /**
   * What it is, computed from nothing that a restored database would number anew: one fact lets in once, and what is
   * sent because of it is sent once. Null where it lets nobody in.
   */
  identity: string | null;
  shop: string;
  /** The fan as it is now. */
  fan: string;
  /** Key in `listen`: an event's type, or the kind. */
  key: string;
  happenedAt: Date | null;
  /** Old on arrival, or imported as history: ends and wakes, but lets nobody in. */
  history: boolean;
  detail: FactDetail;
}

/** By kind: when the first and the last of the events happened; which SOP is started by which step, or on whose request. */
interface FactDetail {
  from?: string;
  to?: string;
  sop?: string;
  step?: string;
  request?: string;
}

interface OutboxRow {
  id: number;
  kind: Fact['kind'];
  shop_id: string;
  ids: string[];
  keys: string[];
  detail: FactDetail;
}

/** Facts handled in one transaction, about. */
const FACTS_AT_ONCE = 5_000;
const ROWS_AT_ONCE = 100;

/** Shards that have anything to handle. */
export async function pendingShards(db: Db): Promise<Set<number>> {
  const { rows } = await sql<{ shard: number }>`select distinct shard from fact_outbox where problem is null`.execute(
    db,
  );
  return new Set(rows.map((row) => row.shard));
}

export interface ClaimedFacts {
  rows: number[];
  facts: Fact[];
}

/** Claims the shard's oldest rows and reads what they stand for. */
export async function claimFacts(tx: Tx, shard: number): Promise<ClaimedFacts> {
  const { rows } = await sql<OutboxRow>`
    select id, kind, shop_id, ids, keys, detail from fact_outbox where shard = ${shard} and problem is null
    order by id limit ${ROWS_AT_ONCE} for update skip locked`.execute(tx);
  const claimed: ClaimedFacts = { rows: [], facts: [] };
  for (const row of rows) {
    if (claimed.facts.length >= FACTS_AT_ONCE) break;
    claimed.rows.push(row.id);
    claimed.facts.push(...(await readFacts(tx, row)));
  }
  return claimed;
}

async function readFacts(tx: Tx, row: OutboxRow): Promise<Fact[]> {
  const base = { row: row.id, kind: row.kind, shop: row.shop_id, detail: row.detail };
  const { rows } = await sourceOf(row).execute(tx);
  const known = new Map(rows.map((found) => [found.id, found]));
  return row.ids.flatMap((id) => {
    const found = known.get(id);
    if (!found) return [];
    const { fan, key, identity, happened_at: happenedAt, history } = found;
    return [{ ...base, id, fan, key, identity, happenedAt, history }];
  });
}

interface Source {
  id: string;
  fan: string;
  key: string;
  identity: string | null;
  happened_at: Date | null;
  history: boolean;
}

function sourceOf({ kind, ids, keys, detail }: OutboxRow) {
  switch (kind) {
    case 'event':
      return sql<Source>`
        select ev.id, f.root_id as fan, ev.type as key, said.key as identity, ev.happened_at, ev.history
        from unnest(${ids}::uuid[], ${keys}::uuid[]) said(id, key)
        join event ev on ev.id = said.id join fan f on f.id = ev.fan_id
        where ev.happened_at between ${detail.from} and ${detail.to}`;
    case 'start':
    case 'stop':
      return sql<Source>`
        select e.id, f.root_id as fan, ${kind}::text as key,
          'start/' || e.provider_base || '/' || ${detail.step ?? ''}::text as identity, null as happened_at, false as history
        from enrolment e join fan f on f.id = e.fan_id where e.id = any(${ids}::uuid[])`;
    case 'hand':
      return sql<Source>`
        select f.id, f.root_id as fan, 'hand' as key,
          'hand/' || ${detail.request ?? ''}::text || '/' || f.id as identity, null as happened_at, false as history
        from fan f where f.id = any(${ids}::uuid[])`;
    case 'tag':
    case 'field':
    case 'merge':
      return sql<Source>`
        select f.id, f.root_id as fan, ${kind}::text as key, null as identity, null as happened_at, true as history
        from fan f where f.id = any(${ids}::uuid[])`;
    case 'receipt':
      return sql<Source>`
        select x.id, f.root_id as fan, 'receipt' as key, null as identity, null as happened_at, true as history
        from effect x join fan f on f.id = x.fan_id where x.id = any(${ids}::uuid[])`;
  }
}

/** Takes what was handled out of the outbox; facts of fans that were busy stay for the next pass. */
export async function settleFacts(tx: Tx, shard: number, rows: number[], left: readonly Fact[]): Promise<void> {
  const kept = new Set(left.map((fact) => fact.row));
  const done = rows.filter((row) => !kept.has(row));
  await sql`delete from fact_outbox where shard = ${shard} and id = any(${done}::bigint[])`.execute(tx);
  for (const row of kept)
    await keep(
      tx,
      { shard, row },
      left.filter((fact) => fact.row === row),
    );
}

async function keep(tx: Tx, { shard, row }: { shard: number; row: number }, facts: readonly Fact[]): Promise<void> {
  const keys = facts.flatMap((fact) => (fact.kind === 'event' ? (fact.identity ?? []) : []));
  await sql`
    update fact_outbox set ids = ${facts.map((fact) => fact.id)}::uuid[], keys = ${keys}::uuid[]
    where shard = ${shard} and id = ${row}`.execute(tx);
}
