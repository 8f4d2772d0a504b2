import type { ScopedDb } from '../access/scoped-db.js';
import { appendAudit } from '../audit/audit.js';
import type { Db } from '../db/database.js';
import { countExpired, removeExpired, type RetentionKind, retentionKinds } from './retention.sql.js';

/** Days by kind; null: for ever. */
export type RetentionDays = Record<RetentionKind, number | null>;

/** Rows by kind. */
export type RetentionCounts = Record<RetentionKind, number>;

/** How long what is kept, and what the last nightly run removed. */
export async function readRetention(db: Pick<ScopedDb, 'selectFrom'>) {
  const rules = await db.selectFrom('retention').select(['kind', 'days']).execute();
  const last = await db
    .selectFrom('retention_run')
    .select(['at', 'removed'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { days: byKind((kind) => rules.find((rule) => rule.kind === kind)?.days ?? null), last: last ?? null };
}

/** Changes the kinds that are named. @param by a person, or null for the operator of the machine */
export async function changeRetention(db: Db, by: string | null, changes: Partial<RetentionDays>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const before = await tx.deleteFrom('retention').returning(['kind', 'days']).execute();
    const kept = Object.fromEntries(before.map(({ kind, days }) => [kind, days]));
    const after = { ...byKind((kind) => kept[kind] ?? null), ...changes };
    const rules = retentionKinds.flatMap((kind) => (after[kind] === null ? [] : [{ kind, days: after[kind] }]));
    if (rules.length > 0) await tx.insertInto('retention').values(rules).execute();
    await appendAudit(tx, {
      actorId: by,
      action: 'retention.change',
      subject: 'retention',
      subjectId: null,
      detail: { before: kept, after },
    });
  });
}

/** What a run with these days would remove. */
export async function previewRetention(db: Db, days: RetentionDays): Promise<RetentionCounts> {
  return eachKind(days, (kind, kept) => countExpired(db, kind, kept));
}

/** Removes what is over by the rules as they are, and writes down how much that was. */
export async function runRetention(db: Db): Promise<RetentionCounts> {
  const rules = await db.selectFrom('retention').select(['kind', 'days']).execute();
  const days = byKind((kind) => rules.find((rule) => rule.kind === kind)?.days ?? null);
  const removed = await eachKind(days, (kind, kept) => removeExpired(db, kind, kept));
  await db
    .insertInto('retention_run')
    .values({ removed: JSON.stringify(removed) })
    .execute();
  return removed;
}

async function eachKind(
  days: RetentionDays,
  work: (kind: RetentionKind, days: number) => Promise<number>,
): Promise<RetentionCounts> {
  const counts = byKind(() => 0);
  for (const kind of retentionKinds) {
    const kept = days[kind];
    if (kept !== null) counts[kind] = await work(kind, kept);
  }
  return counts;
}

function byKind<T>(of: (kind: RetentionKind) => T): Record<RetentionKind, T> {
  return {
    events: of('events'),
    messages: of('messages'),
    reject_rows: of('reject_rows'),
    import_undo: of('import_undo'),
    sessions: of('sessions'),
    audit: of('audit'),
  };
}
