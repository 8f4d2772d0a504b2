import type { Db, Tx } from './database.js';

const DEADLOCK = '40P01';
const SERIALIZATION_FAILURE = '40001';
const ATTEMPTS = 5;

/** Another transaction was faster, in a way that only running again can heal. */
export class Overtaken extends Error {
  readonly code = SERIALIZATION_FAILURE;
}

/** Runs `work` in a transaction; one that PostgreSQL broke off to untie a deadlock, or that was overtaken, runs again. */
export async function retryingTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (attempt === ATTEMPTS || !isTransient(error)) throw error;
    }
  }
}

function isTransient(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === DEADLOCK || error.code === SERIALIZATION_FAILURE);
}
