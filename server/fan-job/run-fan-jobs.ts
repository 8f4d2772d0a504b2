import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Db, Tx } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { measureSegments } from '../segment/measure-segments.sql.js';
import { learnCycles } from '../taste-job/learn-cycles.sql.js';
import { settleTaste } from '../taste-job/settle-taste.sql.js';
import { expireTags } from '../tag/expire-tags.sql.js';
import { jobAction } from './fan-job.schemas.js';
import { type Outcome, perform } from './perform.sql.js';

/** Fans in one transaction; whoever changes one of them meanwhile waits for it. */
const FANS_AT_ONCE = 500;
const LOOK_EVERY_MS = 500;

/**
 * Does a part of the job that was left alone longest. The job's row stays locked meanwhile, so that no other process
 * does the same part; what a crash interrupts was not done at all.
 *
 * @returns false when there is none
 */
export async function runPart(db: Db): Promise<boolean> {
  let at: string | undefined;
  try {
    return await retryingTransaction(db, (tx) => part(tx, (id) => (at = id)));
  } catch (error) {
    // The others come first now.
    if (at !== undefined) await touch(db, at);
    throw error;
  }
}

async function touch(db: Db, id: string): Promise<void> {
  await sql`update fan_job set touched_at = clock_timestamp() where id = ${id}`.execute(db);
}

async function part(tx: Tx, begin: (id: string) => void): Promise<boolean> {
  const job = await tx
    .selectFrom('fan_job')
    .select(['id', 'shop_id', 'staff_id', 'action', 'undoes'])
    .where('state', '=', 'running')
    .orderBy('touched_at')
    .limit(1)
    .forNoKeyUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!job) return false;
  begin(job.id);
  const open = await tx
    .selectFrom('fan_job_item')
    .select('fan_id')
    .where('job_id', '=', job.id)
    .where('outcome', 'is', null)
    .orderBy('fan_id')
    .limit(FANS_AT_ONCE)
    .execute();
  const fans = open.map(({ fan_id }) => fan_id);
  const outcomes = fans.length === 0 ? [] : await perform(tx, { ...job, action: jobAction.parse(job.action) }, fans);
  await keep(tx, job.id, fans, outcomes);
  return true;
}

async function keep(tx: Tx, jobId: string, fans: readonly string[], outcomes: readonly Outcome[]): Promise<void> {
  const known = new Map(outcomes.map((outcome) => [outcome.fan_id, outcome]));
  const items = fans.map((fan_id) => {
    const outcome = known.get(fan_id);
    if (!outcome) return { fan_id, outcome: 'unchanged', reason: null, before: null };
    if ('refused' in outcome) return { fan_id, outcome: 'refused', reason: outcome.refused, before: null };
    return { fan_id, outcome: 'changed', reason: null, before: outcome.before };
  });
  await sql`
    update fan_job_item i set outcome = done.outcome, reason = done.reason, before = done.before
    from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as done (fan_id uuid, outcome text, reason text, before jsonb)
    where i.job_id = ${jobId} and i.fan_id = done.fan_id`.execute(tx);
  const count = (outcome: string) => items.filter((item) => item.outcome === outcome).length;
  const isLast = fans.length < FANS_AT_ONCE;
  await sql`
    update fan_job set changed = changed + ${count('changed')}, unchanged = unchanged + ${count('unchanged')},
      refused = refused + ${count('refused')}, touched_at = clock_timestamp(),
      state = case when ${isLast} then 'done' else state end,
      finished_at = case when ${isLast} then clock_timestamp() end
    where id = ${jobId}`.execute(tx);
}

/** Works on the jobs of all shops until it is stopped. @returns stop: lets the part on its way finish */
export function startFanJobs(db: Db, onError: (error: unknown) => void): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = run(db, onError, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** Whatever is there to be done to many fans. @returns false when that is nothing */
async function work(db: Db): Promise<boolean> {
  for (const part of [runPart, expireTags, measureSegments, learnCycles, settleTaste]) if (await part(db)) return true;
  return false;
}

async function run(db: Db, onError: (error: unknown) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const worked = await work(db).catch((error: unknown) => {
      onError(error);
      return false;
    });
    if (!worked) await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
