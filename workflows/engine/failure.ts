import pg from 'pg';

/** How often a step is tried before its lane is parked. */
export const MOST_ATTEMPTS = 5;

/** Errors of the data or of the statement. What lies with the connection, locks or the server is tried again whole. */
const STEP_FAILURE_CLASSES = new Set(['21', '22', '23', '42', 'XX', 'P0']);

export function isStepFailure(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && STEP_FAILURE_CLASSES.has((error.code ?? '').slice(0, 2));
}

/**
 * What is shown of a failure. PostgreSQL's own words stay out: they quote values of rows that the reader may not see.
 */
export interface Failure {
  problem: object;
  attempts: number;
  /** Null when the lane is to be parked. */
  retryAt: Date | null;
}

export function stepFailure(error: pg.DatabaseError, attempts: number, stepKey: string, now: Date): Failure {
  const problem = { code: 'ENGINE_STEP_FAILED', sqlstate: error.code ?? null, step: stepKey, attempts };
  const retryAt = attempts >= MOST_ATTEMPTS ? null : new Date(now.getTime() + 1000 * 2 ** attempts);
  return { problem, attempts, retryAt };
}

/** Business seconds until something is tried again that has failed as a whole, this often before. */
export function retrySeconds(failures: number): number {
  return Math.min(3_600, 10 * 2 ** failures);
}

/** Whether a fan must leave, or may go on, could not be found out. */
export function leaveFailure(error: pg.DatabaseError): object {
  return { code: 'ENGINE_CONDITION_FAILED', sqlstate: error.code ?? null };
}
