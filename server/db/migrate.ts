import { Migrator, type Migration } from 'kysely';
import { setTimeout as delay } from 'node:timers/promises';
import * as organisation from './migrations/0001-organisation.js';
import * as fans from './migrations/0002-fans.js';
import * as imports from './migrations/0003-imports.js';
import * as engine from './migrations/0004-engine.js';
import * as lineAmounts from './migrations/0005-line-amounts.js';
import * as toldByFan from './migrations/0006-told-by-fan.js';
import * as taste from './migrations/0007-taste.js';
import { openDatabase } from './database.js';

const migrations: Record<string, Migration> = {
  '0001-organisation': organisation,
  '0002-fans': fans,
  '0003-imports': imports,
  '0004-engine': engine,
  '0005-line-amounts': lineAmounts,
  '0006-told-by-fan': toldByFan,
  '0007-taste': taste,
};

/** Too long a wait for a lock, or a deadlock: others are at work in the tables. */
const busy = new Set(['55P03', '40P01']);
const PAUSE_MS = 1_000;

/**
 * Brings the database to the newest schema while the release before works in it. What waits for the lock of a table holds up
 * everybody who comes later, so a migration waits shortly and begins again, for as long as it takes. Safe to call from several servers at once: the migrator takes a lock, and
 * whoever comes second finds nothing left to do. A schema that is newer than this version is left as it is, so that
 * the version before can be put back.
 *
 * @returns names of the migrations that ran
 * @throws the error of the first migration that failed; earlier ones stay, the failed one leaves nothing
 */
export async function migrate(url: string): Promise<string[]> {
  return withMigrator(url, async (migrator) => {
    if ((await pendingIn(migrator)).length === 0) return [];
    let { error, results } = await migrator.migrateToLatest();
    while (isBusy(error)) {
      await delay(PAUSE_MS);
      ({ error, results } = await migrator.migrateToLatest());
    }
    if (error) throw error instanceof Error ? error : new Error('A migration failed', { cause: error });
    return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName);
  });
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && busy.has(String(error.code));
}

/** @returns names of the migrations that this version needs and that have not run */
export async function pendingMigrations(url: string): Promise<string[]> {
  return withMigrator(url, pendingIn);
}

async function pendingIn(migrator: Migrator): Promise<string[]> {
  const known = await migrator.getMigrations();
  return known.filter((migration) => migration.executedAt === undefined).map((migration) => migration.name);
}

async function withMigrator<T>(url: string, work: (migrator: Migrator) => Promise<T>): Promise<T> {
  const db = openDatabase(url, { connections: 1, patient: true });
  try {
    return await work(new Migrator({ db, provider: { getMigrations: async () => migrations } }));
  } finally {
    await db.destroy();
  }
}
