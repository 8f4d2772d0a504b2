import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Keys } from '../../crypto/keys.js';
import type { Db } from '../../db/database.js';
import type { PrepareBatches } from '../prepare-batches.js';
import { runImport } from './run-import.js';
import { undoImport } from '../undo/undo-import.js';
import { sweepUploads, uploadPath } from '../file/upload-file.js';

const LOOK_EVERY = 1_000;
const SWEEP_EVERY = 3_600_000;

export interface RunnerOptions {
  db: Db;
  keys: Keys;
  /** Folder of uploaded files; imports whose file is not there are for others to run. */
  folder: string;
  /** How files are read; in this thread unless told. */
  prepare?: PrepareBatches;
  /** Told of an import that could not be run for now; it is tried again. */
  onError: (error: unknown, importId: string | undefined) => void;
}

/**
 * Runs the imports that were started from uploads, one after another, those that a crash left behind, and undoes them.
 *
 * @returns stop: lets the batch on its way finish; the import goes on at the next start
 */
export function startImportRunner(options: RunnerOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = run(options, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function run(options: RunnerOptions, signal: AbortSignal): Promise<void> {
  const { db, keys, folder, prepare, onError } = options;
  let sweepAt = 0;
  while (!signal.aborted) {
    let importId: string | undefined;
    try {
      if (Date.now() >= sweepAt) {
        await sweepUploads(db, folder);
        sweepAt = Date.now() + SWEEP_EVERY;
      }
      importId = await nextImport(db, folder);
      if (importId !== undefined) {
        await runImport(db, keys, importId, uploadPath(folder, importId), { prepare, signal });
        sweepAt = 0;
        continue;
      }
      [importId] = await waiting(db, 'undoing');
      if (importId !== undefined) {
        await undoImport(db, importId, signal);
        continue;
      }
    } catch (error) {
      onError(error, importId);
    }
    await delay(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
  }
}

/** The oldest import that is to be run, that nobody runs, and whose file is here. */
async function nextImport(db: Db, folder: string): Promise<string | undefined> {
  return (await waiting(db, 'running')).find((id) => existsSync(uploadPath(folder, id)));
}

/** Imports in this state that no process holds, oldest first. */
async function waiting(db: Db, state: 'running' | 'undoing'): Promise<string[]> {
  const rows = await db
    .selectFrom('import')
    .select('id')
    .where('state', '=', state)
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', sql<Date>`clock_timestamp()`)]))
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}
