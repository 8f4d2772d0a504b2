import { sql } from 'kysely';
import type pg from 'pg';
import type { Db, Tx } from '@fanloom/server/db/database.js';
import { isStepFailure } from './failure.js';

/** More than this are not singled out in one transaction: then it does not lie with them. */
const MOST_SINGLED_OUT = 100;

export type Attempt<R> = { done: true; result: R } | { done: false; error: pg.DatabaseError };

/**
 * How a transaction meets data that PostgreSQL refuses. At first nobody expects any, and the transaction fails as a
 * whole; the second time it is careful, and works its way to the single ones that fail.
 */
export class Isolation {
  #singledOut = 0;

  constructor(
    private readonly tx: Tx,
    readonly careful: boolean,
  ) {}

  /** Does the work, or undoes what it has done so far and says why it failed. */
  async attempt<R>(work: () => Promise<R>): Promise<Attempt<R>> {
    if (!this.careful) return { done: true, result: await work() };
    await sql`savepoint attempt`.execute(this.tx);
    let attempt: Attempt<R>;
    try {
      attempt = { done: true, result: await work() };
    } catch (error) {
      if (!isStepFailure(error)) throw error;
      await sql`rollback to savepoint attempt`.execute(this.tx);
      attempt = { done: false, error };
    }
    await sql`release savepoint attempt`.execute(this.tx);
    return attempt;
  }

  get maySingleOut(): boolean {
    return this.#singledOut < MOST_SINGLED_OUT;
  }

  singleOut(): void {
    this.#singledOut++;
  }

  /**
   * Does the work for all items at once; where it fails, for either half, down to the single ones.
   *
   * @param failed is told of each single one for which it fails
   */
  async each<T, R>(
    items: readonly T[],
    work: (part: readonly T[]) => Promise<R[]>,
    failed: (item: T, error: pg.DatabaseError) => Promise<void>,
  ): Promise<R[]> {
    const attempt = await this.attempt(() => work(items));
    if (attempt.done) return attempt.result;
    const [first, ...more] = items;
    if (first === undefined) throw attempt.error;
    if (more.length > 0) {
      const middle = Math.ceil(items.length / 2);
      const before = await this.each(items.slice(0, middle), work, failed);
      return [...before, ...(await this.each(items.slice(middle), work, failed))];
    }
    if (!this.maySingleOut) throw attempt.error;
    this.singleOut();
    await failed(first, attempt.error);
    return [];
  }
}

/** Carries out a transaction; when data fails it once more, carefully, so that only those stay behind whose data it is. */
export async function isolating<R>(db: Db, work: (tx: Tx, isolation: Isolation) => Promise<R>): Promise<R> {
  try {
    return await db.transaction().execute((tx) => work(tx, new Isolation(tx, false)));
  } catch (error) {
    if (!isStepFailure(error)) throw error;
    return db.transaction().execute((tx) => work(tx, new Isolation(tx, true)));
  }
}
