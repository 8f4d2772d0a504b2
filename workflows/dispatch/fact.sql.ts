import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '@fanloom/server/db/database.js';

/** Something that an SOP may depend on, of one fan. */
export interface Fact {
  /** Row of the outbox, and its shard. */
  row: number;
  shard: number;
  kind: 'event' | 'start' | 'hand' | 'stop' | 'tag' | 'field' | 'known' | 'merge' | 'receipt';
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

/**
 * By kind: when the first and the last of the events happened; which SOP is started by which step, or on whose request;
 * the names of tags of which some have changed.
 */
interface FactDetail {
  from?: string;
  to?: string;
  sop?: string;
  step?: string;
  request?: string;
  tags?: string[];
}

interface OutboxRow {
  id: number;
  shard: number;
  kind: Fact['kind'];
  shop_id: string;
  ids: string[];
  keys: string[];
  detail: FactDetail;
  trace: string | null;
}

/** Facts handled in one transaction, about: others wait for it. */
const FACTS_AT_ONCE = 2_000;
const ROWS_AT_ONCE = 1_000;

/** Shards that have anything to handle. */
export async function pendingShards(db: Db): Promise<Set<number>> {
  const { rows } = await sql<{ shard: number }>`select distinct shard from fact_outbox where problem is null`.execute(
    db,
  );
  return new Set(rows.map((row) => row.shard));
}

export interface ClaimedFacts {
  rows: OutboxRow[];
  facts: Fact[];
  /** The last row, where there may be more behind it. */
  last: number | null;
}

/** Claims the oldest rows of these shards that come after the row `after`, and reads what they stand for. */
export async function claimFacts(tx: Tx, shards: readonly number[], after: number): Promise<ClaimedFacts> {
  const { rows: found } = await sql<OutboxRow>`
    select id, shard, kind, shop_id, ids, keys, detail, trace from fact_outbox
    where shard = any(${shards}::smallint[]) and problem is null and id > ${after}
    order by id limit ${ROWS_AT_ONCE} for update skip locked`.execute(tx);
  let room = FACTS_AT_ONCE;
  const rows = found.filter(({ ids }) => room > 0 && ((room -= ids.length), true));
  const isAll = rows.length === found.length && found.length < ROWS_AT_ONCE;
  return { rows, facts: await readFacts(tx, rows), last: isAll ? null : (rows.at(-1)?.id ?? null) };
}

/** By rising row; within a row as they stand there. */
async function readFacts(tx: Tx, rows: readonly OutboxRow[]): Promise<Fact[]> {
  const found = new Map<string, Source>();
  for (const kind of new Set(rows.map((row) => row.kind))) {
    const of = rows.filter((row) => row.kind === kind);
    for (const source of (await sourceOf(kind, of).execute(tx)).rows) found.set(`${source.row}/${source.id}`, source);
  }
  return rows.flatMap((row) =>
    row.ids.flatMap((id): Fact[] => {
      const source = found.get(`${row.id}/${id}`);
      if (!source) return [];
      const { fan, key, identity, happened_at: happenedAt, history } = source;
      const { kind, shard, shop_id: shop, detail } = row;
      return [{ row: row.id, shard, kind, shop, detail, id, fan, key, identity, happenedAt, history }];
    }),
  );
}

interface Source {
  row: number;
  id: string;
  fan: string;
  key: string;
  identity: string | null;
  happened_at: Date | null;
  history: boolean;
}

function sourceOf(kind: Fact['kind'], rows: readonly OutboxRow[]): RawBuilder<Source> {
  switch (kind) {
    case 'event':
      // One by one: of days that were not analysed yet the planner thinks there are no events, and would compare them all.
      return sql<Source>`
        select said.row, ev.id, f.root_id as fan, ev.type as key, said.key as identity, ev.happened_at, ev.history
        from ${idsOf(rows)} cross join lateral (
          select id, fan_id, type, happened_at, history from event
          where id = said.id and happened_at between ${earliest(rows)} and ${latest(rows)} offset 0
        ) ev join fan f on f.id = ev.fan_id`;
    case 'start':
    case 'stop':
      return sql<Source>`
        select said.row, e.id, f.root_id as fan, ${kind}::text as key,
          'start/' || e.provider_base || '/' || said.cause as identity, null as happened_at, false as history
        from ${idsOf(rows)} join enrolment e on e.id = said.id join fan f on f.id = e.fan_id`;
    case 'hand':
      return sql<Source>`
        select said.row, f.id, f.root_id as fan, 'hand' as key,
          'hand/' || said.cause || '/' || f.id as identity, null as happened_at, false as history
        from ${idsOf(rows)} join fan f on f.id = said.id`;
    case 'tag':
    case 'field':
    case 'known':
    case 'merge':
      return sql<Source>`
        select said.row, f.id, f.root_id as fan, ${kind}::text as key, null as identity, null as happened_at,
          true as history
        from ${idsOf(rows)} join fan f on f.id = said.id`;
    case 'receipt':
      return sql<Source>`
        select said.row, x.id, f.root_id as fan, 'receipt' as key, null as identity, null as happened_at,
          true as history
        from ${idsOf(rows)} join effect x on x.id = said.id join fan f on f.id = x.fan_id`;
  }
}

/** What the rows name, one by one; `cause`: the step or the request that a row comes from. */
function idsOf(rows: readonly OutboxRow[]): RawBuilder<unknown> {
  const each = <T>(value: (row: OutboxRow, no: number) => T) =>
    rows.flatMap((row) => row.ids.map((_, no) => value(row, no)));
  return sql`unnest(${each((row) => row.id)}::bigint[], ${each((row, no) => row.ids[no])}::uuid[],
    ${each((row, no) => row.keys[no] ?? null)}::uuid[],
    ${each(({ detail }) => detail.step ?? detail.request ?? '')}::text[]) said(row, id, key, cause)`;
}

function earliest(rows: readonly OutboxRow[]): string | undefined {
  return rows.flatMap(({ detail }) => detail.from ?? []).sort()[0];
}

function latest(rows: readonly OutboxRow[]): string | undefined {
  return rows
    .flatMap(({ detail }) => detail.to ?? [])
    .sort()
    .at(-1);
}

/** Takes what was handled out of the outbox; facts of fans that were busy stay for the next pass. */
export async function settleFacts(tx: Tx, rows: readonly OutboxRow[], left: readonly Fact[]): Promise<void> {
  const kept = new Set(left.map((fact) => fact.row));
  const done = rows.filter((row) => !kept.has(row.id));
  await sql`
    delete from fact_outbox o
    using unnest(${done.map((row) => row.shard)}::smallint[], ${done.map((row) => row.id)}::bigint[]) d(shard, id)
    where o.shard = d.shard and o.id = d.id`.execute(tx);
  for (const row of rows) {
    const facts = left.filter((fact) => fact.row === row.id);
    if (facts.length > 0 && facts.length < row.ids.length) await keep(tx, row, facts);
  }
}

async function keep(tx: Tx, { shard, id }: OutboxRow, facts: readonly Fact[]): Promise<void> {
  const keys = facts.flatMap((fact) => (fact.kind === 'event' ? (fact.identity ?? []) : []));
  await sql`
    update fact_outbox set ids = ${facts.map((fact) => fact.id)}::uuid[], keys = ${keys}::uuid[]
    where shard = ${shard} and id = ${id}`.execute(tx);
}
