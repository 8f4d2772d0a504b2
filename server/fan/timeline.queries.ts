import { type Expression, expressionBuilder } from 'kysely';
import { z } from 'zod';
import type { ScopedDb } from '../access/scoped-db.js';
import type { DB } from '../db/generated/schema.js';
import { eventKey } from '../event/event-key.js';

export const timelineKinds = ['event', 'message', 'tag', 'sop', 'points'] as const;
export type TimelineKind = (typeof timelineKinds)[number];

/** Years 1 to 9999, in seconds. */
const [EARLIEST, LATEST] = [-62_135_596_800, 253_402_300_799];

/** Where a page ended: seconds since 1970 to the microsecond, and the id of the item. */
export const timelinePosition = z.object({ seconds: z.number().min(EARLIEST).max(LATEST), id: z.uuid() });
export type TimelinePosition = z.infer<typeof timelinePosition>;

interface Slice {
  /** All fragments of the fan: facts stay on the one they came with. */
  fanIds: string[];
  shopId: string;
  after: TimelinePosition | undefined;
  limit: number;
}

const sources = { event: events, message: messages, tag: tags, sop: enrolments, points };

/** One line of a fan's life, and where it stands in it. */
export type TimelineLine = Awaited<ReturnType<(typeof sources)[TimelineKind]>>[number];

function line<T extends { id: string }>(at: number, item: T) {
  return { position: { seconds: at, id: item.id }, item };
}

/** The newest lines of the given kinds behind a position, newest first. */
export async function timeline(db: ScopedDb, slice: Slice, kinds: readonly TimelineKind[]): Promise<TimelineLine[]> {
  const lists: TimelineLine[][] = await Promise.all(kinds.map((kind) => sources[kind](db, slice)));
  return lists
    .flat()
    .sort((a, b) => newestFirst(a.position, b.position))
    .slice(0, slice.limit);
}

function newestFirst(a: TimelinePosition, b: TimelinePosition): number {
  return b.seconds - a.seconds || (a.id < b.id ? 1 : -1);
}

export async function fragmentsOf(db: ScopedDb, rootId: string): Promise<string[]> {
  const rows = await db.selectFrom('fan').select('id').where('root_id', '=', rootId).execute();
  return rows.map((row) => row.id);
}

async function events(db: ScopedDb, slice: Slice) {
  const rows = await db
    .selectFrom('event')
    .select(['id', 'type', 'happened_at as at', 'source', 'history', 'properties'])
    .select((row) => seconds(row.ref('event.happened_at')).as('seconds'))
    .where('fan_id', 'in', slice.fanIds)
    .where('shop_id', '=', slice.shopId)
    .where((row) => behind(row.ref('event.happened_at'), row.ref('event.id'), slice.after))
    .orderBy('happened_at', 'desc')
    .orderBy('id', 'desc')
    .limit(slice.limit)
    .execute();
  const results = await resultsOf(db, slice, rows);
  return rows.map(({ seconds: at, ...row }) =>
    line(at, { kind: 'event' as const, ...row, result: results.get(row.id) ?? null }),
  );
}

/** What came of the tasks that events tell of, by event, as far as the reader sees the tasks. */
async function resultsOf(db: ScopedDb, { fanIds, shopId }: Slice, rows: readonly { type: string | null; at: Date }[]) {
  const done = rows.filter(({ type }) => type === 'task.done').map(({ at }) => at);
  if (done.length === 0) return new Map<string, string | null>();
  const tasks = await db
    .selectFrom('task')
    .select(['id', 'result'])
    .where('fan_id', 'in', fanIds)
    .where('shop_id', '=', shopId)
    .where('done_at', 'in', done)
    .execute();
  return new Map(tasks.map(({ id, result }) => [eventKey(shopId, 'task', id), result]));
}

async function messages(db: ScopedDb, slice: Slice) {
  const rows = await db
    .selectFrom('effect')
    .select(['id', 'send_at as at', 'channel', 'status', 'reason', 'body', 'coupon', 'sop_id', 'step_key', 'done_at'])
    .select((row) => seconds(row.ref('effect.send_at')).as('seconds'))
    .where('fan_id', 'in', slice.fanIds)
    .where('shop_id', '=', slice.shopId)
    .where((row) => behind(row.ref('effect.send_at'), row.ref('effect.id'), slice.after))
    .orderBy('send_at', 'desc')
    .orderBy('id', 'desc')
    .limit(slice.limit)
    .execute();
  return rows.map(({ seconds: at, ...row }) => line(at, { kind: 'message' as const, ...row }));
}

async function tags(db: ScopedDb, slice: Slice) {
  const rows = await db
    .selectFrom('fan_tag')
    .innerJoin('tag', 'tag.id', 'fan_tag.tag_id')
    .select(['fan_tag.tag_id as id', 'fan_tag.added_at as at', 'tag.name', 'fan_tag.source'])
    .select((row) => seconds(row.ref('fan_tag.added_at')).as('seconds'))
    .where('fan_tag.fan_id', 'in', slice.fanIds)
    .where('fan_tag.shop_id', '=', slice.shopId)
    .where((row) => behind(row.ref('fan_tag.added_at'), row.ref('fan_tag.tag_id'), slice.after))
    .orderBy('fan_tag.added_at', 'desc')
    .orderBy('fan_tag.tag_id', 'desc')
    .limit(slice.limit)
    .execute();
  return rows.map(({ seconds: at, ...row }) => line(at, { kind: 'tag' as const, ...row }));
}

async function enrolments(db: ScopedDb, slice: Slice) {
  const rows = await db
    .selectFrom('enrolment')
    .innerJoin('sop', 'sop.id', 'enrolment.sop_id')
    .select(['enrolment.id', 'enrolment.entered_at as at', 'enrolment.sop_id', 'sop.name'])
    .select(['enrolment.state', 'enrolment.reason', 'enrolment.ended_at'])
    .select((row) => seconds(row.ref('enrolment.entered_at')).as('seconds'))
    .where('enrolment.fan_id', 'in', slice.fanIds)
    .where('enrolment.shop_id', '=', slice.shopId)
    .where((row) => behind(row.ref('enrolment.entered_at'), row.ref('enrolment.id'), slice.after))
    .orderBy('enrolment.entered_at', 'desc')
    .orderBy('enrolment.id', 'desc')
    .limit(slice.limit)
    .execute();
  return rows.map(({ seconds: at, ...row }) => line(at, { kind: 'sop' as const, ...row }));
}

/** The ledger of what SOPs gave and took; `level.change` is an event. */
async function points(db: ScopedDb, slice: Slice) {
  const rows = await db
    .selectFrom('points_entry')
    .leftJoin('enrolment', 'enrolment.id', 'points_entry.enrolment_id')
    .leftJoin('sop', 'sop.id', 'enrolment.sop_id')
    .select(['points_entry.id', 'points_entry.at', 'points_entry.points', 'sop.id as sop_id', 'sop.name'])
    .select((row) => seconds(row.ref('points_entry.at')).as('seconds'))
    .where('points_entry.fan_id', 'in', slice.fanIds)
    .where('points_entry.shop_id', '=', slice.shopId)
    .where((row) => behind(row.ref('points_entry.at'), row.ref('points_entry.id'), slice.after))
    .orderBy('points_entry.at', 'desc')
    .orderBy('points_entry.id', 'desc')
    .limit(slice.limit)
    .execute();
  return rows.map(({ seconds: at, ...row }) => line(at, { kind: 'points' as const, ...row }));
}

const eb = expressionBuilder<DB, never>();

/** A Date of JavaScript would cut the microseconds that PostgreSQL sorts by. */
export function seconds(at: Expression<Date>) {
  return eb.fn<number>('date_part', [eb.val('epoch'), at]);
}

/** Whether an item stands behind a position. */
export function behind(at: Expression<Date>, id: Expression<string>, after: TimelinePosition | undefined) {
  if (!after) return eb.lit(true);
  const moment = eb.fn<Date>('to_timestamp', [eb.val(after.seconds)]);
  const sameMoment = eb.and([eb(at, '=', moment), eb(id, '<', eb.cast<string>(eb.val(after.id), 'uuid'))]);
  return eb.or([eb(at, '<', moment), sameMoment]);
}
