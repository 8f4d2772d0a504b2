import { setImmediate as turn } from 'node:timers/promises';

/**
 * Starts statements of one transaction one after another, each handed over before the next is put together, so that
 * PostgreSQL works meanwhile. Throws the first error only when all have ended: a statement that is still in line when
 * the transaction is rolled back would run outside of it.
 */
export async function together(statements: (() => Promise<unknown>)[]): Promise<void> {
  const ending: Promise<PromiseSettledResult<unknown>[]>[] = [];
  for (const start of statements) {
    ending.push(Promise.allSettled([start()]));
    await turn();
  }
  for (const [result] of await Promise.all(ending)) if (result?.status === 'rejected') throw result.reason;
}
