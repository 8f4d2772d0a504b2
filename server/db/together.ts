/**
 * Waits for statements of one transaction that were handed over at once, so that PostgreSQL works on one while the
 * next is being put together. Throws the first error only when all have ended: a statement that is still in line when
 * the transaction is rolled back would run outside of it.
 */
export async function together(statements: Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(statements);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
