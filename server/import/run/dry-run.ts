import { sql } from 'kysely';
import { businessNow } from '../../clock/clock.js';
import type { Keys } from '../../crypto/keys.js';
import type { Db } from '../../db/database.js';
import { countReasons, type Reason } from '../reject/count-reasons.js';
import type { Counts } from '../import-job.js';
import type { CodedText, RowProblem } from '../import.problems.js';
import { loadRows } from '../load/load-rows.js';
import { openContext, type ContextJob } from '../load/open-context.js';
import { meetPeople } from '../load/people.js';
import { addCounts, countOf, outcomesOf } from './outcome-counts.js';
import { readOwnFields } from '../own-field.js';
import { prepareBatches, rowsOf, type Reading } from '../prepare-batches.js';

/** Others who tell of the shop's orders wait meanwhile, so only so much of a file is tried. */
const BATCHES = 5;

export interface DryRun extends Counts {
  /** How many lines were tried. */
  rows: number;
  /** The file has no more. */
  complete: boolean;
  /** Fans whom the shop does not know yet. */
  new_fans: number;
  /** Why rows were rejected, the most frequent first. */
  reasons: Reason[];
  /** What the rows that were tried give reason to look at. */
  cautions: CodedText[];
}

/** What an import needs, before it is started. */
export type DryJob = Omit<ContextJob, 'startedAt'> & Pick<Reading, 'path' | 'format' | 'mapping'>;

/** Imports the first rows of a file as they would be, tells what became of them, and takes it all back. */
export async function dryRun(db: Db, keys: Keys, job: DryJob): Promise<DryRun> {
  const tx = await db.startTransaction().execute();
  try {
    const now = await businessNow(tx);
    const context = await openContext(tx, keys, { ...job, startedAt: now });
    const sum: Counts = { layout: 0, loaded: 0, merged: 0, unchanged: 0, rejected: 0 };
    const problems: RowProblem[] = [];
    let [rows, no, complete] = [0, 0, true];
    let cautions: CodedText[] = [];
    const ownFields = await readOwnFields(tx, job.shopId);
    for await (const batch of prepareBatches({ ...job, place: context.shop, ownFields, keys, now })) {
      no += 1;
      if (no > BATCHES) {
        complete = false;
        break;
      }
      const people = rowsOf(batch);
      const met = await meetPeople(tx, keys, people);
      const outcomes = outcomesOf(batch.lines, await loadRows(tx, context, { no, rows: people, met }));
      addCounts(sum, countOf(outcomes));
      problems.push(...outcomes.filter((outcome) => typeof outcome !== 'string'));
      rows += batch.lines.length;
      cautions = batch.cautions;
    }
    const made = await sql<{ n: number }>`
      select count(*) as n from fan_shop where shop_id = ${context.shop.id} and created_at = now()`.execute(tx);
    return { ...sum, rows, complete, new_fans: made.rows[0]?.n ?? 0, reasons: countReasons(problems), cautions };
  } finally {
    await tx.rollback().execute();
  }
}
