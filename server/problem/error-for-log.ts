import { troubleOf } from '../db/trouble.js';

/** Where it failed, without the message: the texts of PostgreSQL and of libraries quote the data they fail on. Of the database's troubles what to do. */
export function errorForLog(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error_type: typeof error };
  const trouble = troubleOf(error);
  return {
    error_type: error.name,
    error_code: 'code' in error ? error.code : undefined,
    ...(trouble && { found: trouble.found.en, advice: trouble.advice.en }),
    stack: error.stack?.split('\n').filter((line) => line.startsWith('    at ')),
  };
}
