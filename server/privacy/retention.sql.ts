import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../db/database.js';
import { dropEventMonths } from './event-months.sql.js';

export const retentionKinds = ['events', 'messages', 'reject_rows', 'import_undo', 'sessions', 'audit'] as const;
export type RetentionKind = (typeof retentionKinds)[number];

/** Rows that are over, and what becomes of them: they go, or only the named columns do. */
interface Expiry {
  table: string;
  over: (limit: RawBuilder<Date>) => RawBuilder<boolean>;
  set?: RawBuilder<unknown>;
}

/** Facts age by business time, what the product keeps of its own users by real time. */
const business = (days: number) => sql<Date>`business_now() - make_interval(days => ${days})`;
const real = (days: number) => sql<Date>`now() - make_interval(days => ${days})`;

const expiries: Record<
  Exclude<RetentionKind, 'audit'>,
  { limit: (days: number) => RawBuilder<Date>; rows: Expiry[] }
> = {
  // Rollups and the keys of events stay: sums are right, and what is told again counts once.
  events: { limit: business, rows: [{ table: 'event', over: (limit) => sql`happened_at < ${limit}` }] },
  messages: {
    limit: business,
    rows: [
      { table: 'effect', over: (limit) => sql`done_at < ${limit} and body is not null`, set: sql`body = null` },
      { table: 'sandbox_message', over: (limit) => sql`at < ${limit}` },
    ],
  },
  reject_rows: {
    limit: business,
    rows: [
      {
        table: 'import_reject',
        over: (limit) => sql`import_id in (select id from import where finished_at < ${limit})`,
      },
      { table: 'import', over: (limit) => sql`finished_at < ${limit} and warnings <> '{}'`, set: sql`warnings = '{}'` },
    ],
  },
  // The mark comes first: an undo that has begun keeps what it needs, and none begins any more.
  import_undo: {
    limit: business,
    rows: [
      {
        table: 'import',
        over: (limit) => sql`finished_at < ${limit} and state in ('done', 'failed', 'cancelled') and not undo_expired`,
        set: sql`undo_expired = true`,
      },
      {
        table: 'import_earlier',
        over: (limit) => sql`import_id in (select id from import where finished_at < ${limit} and state <> 'undoing')`,
      },
    ],
  },
  sessions: {
    limit: real,
    rows: [
      { table: 'session', over: (limit) => sql`least(coalesce(revoked_at, expires_at), expires_at) < ${limit}` },
      { table: 'login_failure', over: (limit) => sql`at < ${limit}` },
    ],
  },
};

/** How many rows of a kind are older than so many days. */
export async function countExpired(db: Db, kind: RetentionKind, days: number): Promise<number> {
  if (kind === 'audit') return (await auditLimit(db, days)).n;
  const { limit, rows } = expiries[kind];
  let count = 0;
  for (const { table, over } of rows) {
    const found = await sql<{ n: number }>`
      select count(*)::int as n from ${sql.table(table)} where ${over(limit(days))}`.execute(db);
    count += found.rows[0]?.n ?? 0;
  }
  return count;
}

const AT_ONCE = 5_000;

/** Removes them, a part at a time so that nobody waits for long. @returns how many */
export async function removeExpired(db: Db, kind: RetentionKind, days: number): Promise<number> {
  if (kind === 'audit') return pruneAudit(db, days);
  const { limit, rows } = expiries[kind];
  // One moment for all tables: what one statement spares must not fall to the next.
  const { rows: cut } = await sql<{ at: string }>`select (${limit(days)})::text as at`.execute(db);
  const before = sql<Date>`${cut[0]?.at}::timestamptz`;
  let removed = kind === 'events' ? await dropEventMonths(db, before) : 0;
  for (const expiry of rows) {
    for (let n = AT_ONCE; n === AT_ONCE; removed += n) n = await removeSome(db, expiry, before);
  }
  return removed;
}

async function removeSome(db: Db, { table, over, set }: Expiry, limit: RawBuilder<Date>): Promise<number> {
  const some = sql`(tableoid, ctid) in (
    select tableoid, ctid from ${sql.table(table)} where ${over(limit)} limit ${AT_ONCE})`;
  const done = set
    ? await sql`update ${sql.table(table)} set ${set} where ${some}`.execute(db)
    : await sql`delete from ${sql.table(table)} where ${some}`.execute(db);
  return Number(done.numAffectedRows ?? 0n);
}

/** Only the oldest links may go, up to the first entry that is still to be kept; the chain then begins behind them. */
async function pruneAudit(db: Db, days: number): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { no, n } = await auditLimit(tx, days);
    if (no === null) return 0;
    await sql`select set_config('fanloom.prunes_audit', 'on', true)`.execute(tx);
    await sql`
      update audit_head set pruned_no = c.no, pruned_hash = c.hash from audit_chain c where c.no = ${no}`.execute(tx);
    await sql`delete from audit a using audit_chain c where c.audit_id = a.id and c.no <= ${no}`.execute(tx);
    await sql`delete from audit_chain where no <= ${no}`.execute(tx);
    return n;
  });
}

/** The last link that may go, and how many go with it. */
async function auditLimit(db: Db | Tx, days: number): Promise<{ no: number | null; n: number }> {
  const { rows } = await sql<{ no: number | null; n: number }>`
    select max(no) as no, count(*)::int as n from audit_chain where no < coalesce((
      select min(c.no) from audit_chain c join audit a on a.id = c.audit_id where a.at >= ${real(days)}), 'infinity'::float8)
  `.execute(db);
  return rows[0] ?? { no: null, n: 0 };
}
