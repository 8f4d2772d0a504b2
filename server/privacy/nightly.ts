import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Keys } from '../crypto/keys.js';
import type { Db } from '../db/database.js';
import { eraseAgain } from './erasure.service.js';
import { runRetention } from './retention.service.js';

const LOOK_EVERY = 600_000;
/** By the clock of the machine. */
const HOUR_OF_NIGHT = 3;

interface NightlyDeps {
  db: Db;
  secrets: Keys;
  log: Logger;
}

/**
 * Once a night removes what is over, erases again what came in behind an erasure, and writes the end of the audit's
 * chain into the log, which is kept elsewhere. Of several servers one does it.
 *
 * @returns stop: waits for what is under way
 */
export function startNightly(deps: NightlyDeps): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = run(deps, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function run(deps: NightlyDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      if (await isDue(deps.db, new Date())) await night(deps);
    } catch (error) {
      // The texts of PostgreSQL quote the data they fail on.
      deps.log.error({ error_type: error instanceof Error ? error.name : typeof error }, 'nightly run failed');
    }
    await delay(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
  }
}

/** Whether the last run was before the night that began last. */
export async function isDue(db: Db, now: Date): Promise<boolean> {
  const night = new Date(now);
  night.setHours(HOUR_OF_NIGHT, 0, 0, 0);
  if (night > now) night.setDate(night.getDate() - 1);
  const { last } = await db
    .selectFrom('retention_run')
    .select(({ fn }) => fn.max('at').as('last'))
    .executeTakeFirstOrThrow();
  return last === null || last < night;
}

async function night({ db, secrets, log }: NightlyDeps): Promise<void> {
  await db.connection().execute(async (held) => {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(hashtext('nightly')) as mine`.execute(
      held,
    );
    if (!rows[0]?.mine) return;
    try {
      const removed = await runRetention(db);
      await eraseAgain({ db, secrets });
      const head = await db.selectFrom('audit_head').select(['no', 'hash']).executeTakeFirstOrThrow();
      log.info({ removed, audit_head: `${String(head.no)}:${head.hash.toString('hex')}` }, 'nightly run');
    } finally {
      await sql`select pg_advisory_unlock(hashtext('nightly'))`.execute(held);
    }
  });
}
