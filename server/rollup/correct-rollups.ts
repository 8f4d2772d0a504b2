import type { Db } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { lockRoots } from '../identity/identity.sql.js';
import { tasteIsDue } from '../taste/taste-due.sql.js';
import { correctDays, correctFans, nextRoots, type Part } from './rollup.sql.js';

const AT_ONCE = 1_000;

/** How many fans were looked at, and how many rows were not what the facts make. */
export interface RollupReport {
  fans: number;
  days: number;
  totals: number;
}

export interface RollupOrder extends Omit<Part, 'roots'> {
  /** Begins behind this fan: where an earlier run was stopped. */
  after: string | null;
  /** False: says what is wrong and leaves it. */
  repair: boolean;
}

/**
 * Makes days and totals of all fans again from their facts, and has settled anew what follows from their orders. A part of the fans at a time, each in a transaction of its
 * own, while facts come in; a check does the same and takes it back, so it says exactly what a repair would change.
 *
 * @param heard called after each part with what was found so far and the last fan it looked at
 */
export async function correctRollups(
  db: Db,
  { after, repair, ...order }: RollupOrder,
  heard: (soFar: RollupReport, last: string) => void,
): Promise<RollupReport> {
  const report = { fans: 0, days: 0, totals: 0 };
  for (let last = after; ;) {
    const roots = await retryingTransaction(db, (tx) => nextRoots(tx, last, AT_ONCE));
    const end = roots.at(-1);
    if (end === undefined) return report;
    const found = await correctPart(db, { ...order, roots }, repair);
    report.fans += roots.length;
    report.days += found.days;
    report.totals += found.totals;
    heard(report, (last = end));
  }
}

class TakenBack extends Error {
  constructor(readonly found: { days: number; totals: number }) {
    super('A check changes nothing');
  }
}

async function correctPart(db: Db, part: Part, repair: boolean): Promise<{ days: number; totals: number }> {
  try {
    return await retryingTransaction(db, async (tx) => {
      await lockRoots(tx, [...part.roots]);
      const found = { days: await correctDays(tx, part), totals: await correctFans(tx, part) };
      await tasteIsDue(tx, part.roots);
      if (!repair) throw new TakenBack(found);
      return found;
    });
  } catch (error) {
    if (error instanceof TakenBack) return error.found;
    throw error;
  }
}
