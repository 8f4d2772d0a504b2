import { sql } from 'kysely';
import { z } from '@hono/zod-openapi';
import type { ScopedDb } from '../access/scoped-db.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { readCursor, writeCursor } from '../request/cursor.js';
import { type fanJob, jobAction } from './fan-job.schemas.js';

const SHOWN = 20;

const columns = [
  'fan_job.id',
  'fan_job.shop_id',
  'fan_job.action',
  'fan_job.state',
  'fan_job.total',
  'fan_job.changed',
  'fan_job.unchanged',
  'fan_job.refused',
  'fan_job.created_at',
  'fan_job.finished_at',
] as const;

/** The newest jobs of a person in a shop. */
export async function listJobs(db: Db, staffId: string, shopId: string) {
  const rows = await jobsOf(db, staffId).where('fan_job.shop_id', '=', shopId).execute();
  return rows.map(shown);
}

/** Throws a Problem (REQ404) for somebody else's. */
export async function readJob(db: Db, staffId: string, id: string) {
  return shown(await jobsOf(db, staffId).where('fan_job.id', '=', id).executeTakeFirstOrThrow(notFound));
}

function jobsOf(db: Db, staffId: string) {
  return db
    .selectFrom('fan_job')
    .leftJoin('fan_job as undo', 'undo.undoes', 'fan_job.id')
    .select(columns)
    .select('undo.id as undone_by')
    .where('fan_job.staff_id', '=', staffId)
    .orderBy('fan_job.id', 'desc')
    .limit(SHOWN);
}

type Row = Awaited<ReturnType<ReturnType<typeof jobsOf>['execute']>>[number];

function shown({ undone_by, ...job }: Row): z.infer<typeof fanJob> {
  const action = jobAction.parse(job.action);
  const isOver = job.state !== 'running' && undone_by === null;
  const may_undo = isOver && job.changed > 0 && action.kind !== 'undo' && action.kind !== 'enter';
  return { ...job, state: z.enum(['running', 'done', 'cancelled']).parse(job.state), action, may_undo };
}

export interface ItemRequest {
  outcome: 'changed' | 'unchanged' | 'refused' | undefined;
  cursor: string | undefined;
  limit: number;
}

/** What became of each fan of a job. Throws a Problem (REQ404) for somebody else's. */
export async function listItems(db: Db, scoped: ScopedDb, staffId: string, id: string, request: ItemRequest) {
  const job = await readJob(db, staffId, id);
  const after = request.cursor === undefined ? undefined : readCursor(z.uuid(), request.cursor);
  const rows = await db
    .selectFrom('fan_job_item')
    .select(['fan_id', 'outcome', 'reason'])
    .where('job_id', '=', id)
    .$if(request.outcome === undefined, (query) => query.where('outcome', 'is not', null))
    .$if(request.outcome !== undefined, (query) => query.where('outcome', '=', request.outcome ?? null))
    .$if(after !== undefined, (query) => query.where('fan_id', '>', sql<string>`${after}::uuid`))
    .orderBy('fan_id')
    .limit(request.limit + 1)
    .execute();
  const page = rows.slice(0, request.limit);
  const nicks = await nicksOf(
    scoped,
    job.shop_id,
    page.map(({ fan_id }) => fan_id),
  );
  const last = page.at(-1);
  return {
    items: page.map(({ fan_id, outcome, reason }) => ({
      fan_id,
      nick: nicks.get(fan_id) ?? null,
      outcome: z.enum(['changed', 'unchanged', 'refused']).parse(outcome),
      reason,
    })),
    next_cursor: rows.length > request.limit && last ? writeCursor(last.fan_id) : null,
  };
}

async function nicksOf(db: ScopedDb, shopId: string, fanIds: string[]): Promise<Map<string, string | null>> {
  const rows = await db
    .selectFrom('fan_shop')
    .select(['fan_id', 'nick'])
    .where('shop_id', '=', shopId)
    .where((eb) => eb('fan_id', '=', eb.fn.any(eb.val(fanIds))))
    .execute();
  return new Map(rows.map(({ fan_id, nick }) => [fan_id, nick]));
}
