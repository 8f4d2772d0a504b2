import { z } from 'zod';
import type { ScopedDb } from '../access/scoped-db.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { readCursor, writeCursor } from '../request/cursor.js';
import { withNoteFacts } from './note-facts.js';
import { renderNote } from './task-note.js';

export interface NoticeRequest {
  /** Only what has not been read yet. */
  unread: boolean;
  cursor?: string | undefined;
  limit: number;
}

/** What the reader is to know, newest first, in words that say no more of a fan than the reader may see. */
export async function listNotices(db: Db, scoped: ScopedDb, staffId: string, request: NoticeRequest) {
  const { unread, cursor, limit } = request;
  const after = cursor === undefined ? undefined : readCursor(z.uuid(), cursor);
  const rows = await db
    .selectFrom('notice')
    .select(['id', 'shop_id', 'fan_id', 'text', 'enrolment_id', 'created_at', 'read_at'])
    .where('staff_id', '=', staffId)
    .$if(unread, (query) => query.where('read_at', 'is', null))
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const seen = await seenBy(scoped, page);
  const written = await withNoteFacts(
    scoped,
    page.map((row) => ({
      ...row,
      root_id: seen.fans.get(row.fan_id) ?? null,
      event_properties: seen.entries.get(row.enrolment_id) ?? null,
    })),
  );
  const last = page.at(-1);
  return {
    items: written.map(({ facts, nick, ...row }) => ({
      id: row.id,
      shop_id: row.shop_id,
      fan: { id: row.root_id ?? row.fan_id, nick },
      unclaimed_task: unclaimedTask.safeParse(row.text).data?.title ?? null,
      text: renderNote(row.text, facts),
      created_at: row.created_at,
      read_at: row.read_at,
    })),
    next_cursor: rows.length > limit && last ? writeCursor(last.id) : null,
  };
}

/** Notices of the product itself: a task that nobody has. */
const unclaimedTask = z.object({ code: z.literal('task_unclaimed'), title: z.string() });

/** Of the fans and their stays, what the reader sees. */
async function seenBy(scoped: ScopedDb, notices: readonly { fan_id: string; enrolment_id: string }[]) {
  if (notices.length === 0) return { fans: new Map<string, string>(), entries: new Map<string, unknown>() };
  const [fans, entries] = await Promise.all([
    scoped
      .selectFrom('fan')
      .select(['id', 'root_id'])
      .where(
        'id',
        'in',
        notices.map((notice) => notice.fan_id),
      )
      .execute(),
    scoped
      .selectFrom('enrolment')
      .select(['id', 'event_properties'])
      .where(
        'id',
        'in',
        notices.map((notice) => notice.enrolment_id),
      )
      .execute(),
  ]);
  return {
    fans: new Map(fans.map((fan) => [fan.id, fan.root_id])),
    entries: new Map<string, unknown>(entries.map((entry) => [entry.id, entry.event_properties])),
  };
}

/** How many notices the person has not read yet. */
export async function countUnread(db: Db, staffId: string): Promise<number> {
  const { n } = await db
    .selectFrom('notice')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('staff_id', '=', staffId)
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow();
  return n;
}

/** Marks every notice of the person as read that was there by then. */
export async function readAllNotices(db: Db, staffId: string, upTo: string): Promise<void> {
  await db
    .updateTable('notice')
    .set((eb) => ({ read_at: eb.fn<Date>('business_now', []) }))
    .where('staff_id', '=', staffId)
    .where('id', '<=', upTo)
    .where('read_at', 'is', null)
    .execute();
}

/** Throws a Problem (REQ404) for a foreign or missing one. Read twice is read once. */
export async function readNotice(db: Db, staffId: string, id: string): Promise<void> {
  const read = await db
    .updateTable('notice')
    .set((eb) => ({ read_at: eb.fn.coalesce('read_at', eb.fn<Date>('business_now', [])) }))
    .where('id', '=', id)
    .where('staff_id', '=', staffId)
    .returning('id')
    .executeTakeFirst();
  if (!read) throw notFound();
}
