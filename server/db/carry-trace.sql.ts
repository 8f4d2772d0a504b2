import { CompiledQuery } from 'kysely';

/** Lets the rows of outbox, runs and effects that the transaction writes from here on carry this span. */
export function carryTrace(traceparent: string): CompiledQuery {
  return CompiledQuery.raw("select set_config('fanloom.trace', $1, true)", [traceparent]);
}
