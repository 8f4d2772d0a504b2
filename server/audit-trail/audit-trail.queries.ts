import { z } from '@hono/zod-openapi';
import type { ScopedDb } from '../access/scoped-db.js';
import { readCursor, writeCursor } from '../request/cursor.js';
import { withSubjectNames } from './subject-names.js';

/** Which entries; without any, all that the reader may see. */
export const auditFilter = z.object({
  shop: z.uuid().optional(),
  actor: z.uuid().optional(),
  /** `fan.unmask`, or all of a feature: `fan`. */
  action: z
    .string()
    .regex(/^[a-z-]+(\.[a-z-]+)?$/)
    .max(60)
    .optional(),
  /** Id of what it was done to. */
  subject_id: z.string().min(1).max(100).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
});

export type AuditFilter = z.infer<typeof auditFilter>;

const cursorSchema = z.uuid();

/** Entries newest first, with the names of people and subjects that the reader sees. */
export async function auditPage(db: ScopedDb, filter: AuditFilter, cursor: string | undefined, limit: number) {
  const after = cursor === undefined ? undefined : readCursor(cursorSchema, cursor);
  const rows = await entries(db, filter, after, limit + 1);
  const items = await withSubjectNames(db, rows.slice(0, limit));
  const last = items.at(-1);
  return { items, next: last && rows.length > limit ? writeCursor(last.id) : null };
}

/** All entries that the filter finds, newest first, in pages. */
export async function* everyEntry(db: ScopedDb, filter: AuditFilter) {
  for (let after: string | undefined; ;) {
    const page = await entries(db, filter, after, 1_000);
    yield await withSubjectNames(db, page);
    after = page.at(-1)?.id;
    if (after === undefined) return;
  }
}

export type AuditLine = Awaited<ReturnType<typeof auditPage>>['items'][number];

function entries(
  db: ScopedDb,
  { shop, actor, action, subject_id, from, until }: AuditFilter,
  after: string | undefined,
  limit: number,
) {
  return db
    .selectFrom('audit')
    .leftJoin('staff', 'staff.id', 'audit.actor_id')
    .select(['audit.id', 'audit.at', 'audit.actor_id', 'staff.name as actor_name', 'audit.action'])
    .select(['audit.subject', 'audit.subject_id', 'audit.shop_id', 'audit.detail'])
    .$if(shop !== undefined, (query) => query.where('audit.shop_id', '=', shop ?? ''))
    .$if(actor !== undefined, (query) => query.where('audit.actor_id', '=', actor ?? ''))
    .$if(subject_id !== undefined, (query) => query.where('audit.subject_id', '=', subject_id ?? ''))
    .$if(action !== undefined, (query) =>
      query.where('audit.action', 'like', action?.includes('.') ? action : `${action ?? ''}.%`),
    )
    .$if(from !== undefined, (query) => query.where('audit.at', '>=', new Date(from ?? 0)))
    .$if(until !== undefined, (query) => query.where('audit.at', '<', new Date(until ?? 0)))
    .$if(after !== undefined, (query) => query.where('audit.id', '<', after ?? ''))
    .orderBy('audit.id', 'desc')
    .limit(limit)
    .execute();
}
