import type { Attributes } from '@opentelemetry/api';
import { inSpan, traceparent } from '../trace/span.js';
import { carryTrace } from './carry-trace.sql.js';
import type { Tx } from './database.js';

/** As `inSpan`, in a transaction: the rows of outbox, runs and effects that it writes from here on carry the span. */
export function inTransactionSpan<T>(
  tx: Tx,
  name: string,
  attributes: Attributes,
  origins: readonly (string | null)[],
  work: () => Promise<T>,
): Promise<T> {
  return inSpan(name, attributes, origins, async () => {
    const at = traceparent();
    if (at !== null) await tx.executeQuery(carryTrace(at));
    return work();
  });
}
