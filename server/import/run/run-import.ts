import { businessNow } from '../../clock/clock.js';
import { UserError } from '../../config/user-error.js';
import type { Keys } from '../../crypto/keys.js';
import type { Db, Tx } from '../../db/database.js';
import { retryingTransaction } from '../../db/retry.js';
import { ensureEventMonths } from '../../event/event.sql.js';
import type { KnownIdentity } from '../../identity/identity.sql.js';
import type { MetFans } from '../../identity/resolve-fans.js';
import { inSpan } from '../../trace/span.js';
import { isConnectionError } from './connection-error.js';
import { fileProblem } from '../import.problems.js';
import {
  claimJob,
  isRunning,
  commitBatch,
  failJob,
  finishJob,
  releaseJob,
  renewLease,
  type Counts,
  type ImportJob,
  type RejectedRow,
} from '../import-job.js';
import type { ImportContext, Outcome } from '../load/import-context.js';
import { instantsOf, loadRows } from '../load/load-rows.js';
import { meetPeople } from '../load/people.js';
import { openContext } from '../load/open-context.js';
import { addCounts, countOf, outcomesOf, wordOf } from './outcome-counts.js';
import { readOwnFields } from '../own-field.js';
import { prepareBatches, rowsOf, type PrepareBatches, type PreparedBatch } from '../prepare-batches.js';
import { sealCells } from '../reject/reject-cells.js';
import { measureFile } from '../start-import.js';

const RENEW_EVERY = 10_000;
const DAY = 86_400_000;

/** How far an import has come. */
export interface Progress {
  rows: number;
  /** How much of the file was read, 0 to 1. */
  share: number;
  counts: Counts;
}

export interface RunOptions {
  onProgress?: (progress: Progress) => void;
  /** How the file is read; in this thread unless told. */
  prepare?: PrepareBatches | undefined;
  /** Lets the process stop between two batches; the import goes on at its next start. */
  signal?: AbortSignal;
}

/** done: the file was read to its end; stopped: cancelled, taken over or asked to stop; busy: another process runs it. */
export type RunResult = 'done' | 'failed' | 'stopped' | 'busy';

/**
 * Runs an import from where it stands to its end, in constant memory. Every batch is one transaction that also writes
 * what became of its rows, so whoever runs it after a crash goes on with the next batch.
 *
 * What is wrong with the file ends the import as failed. Throws when the database cannot be reached; the import then
 * stays as it is.
 */
export async function runImport(
  db: Db,
  keys: Keys,
  importId: string,
  path: string,
  options: RunOptions = {},
): Promise<RunResult> {
  const job = await claimJob(db, importId);
  if (!job) return (await isRunning(db, importId)) ? 'busy' : 'stopped';
  // A renewal that fails is no matter: each batch checks the lease itself.
  const renewing = setInterval(() => void renewLease(db, job).catch(() => undefined), RENEW_EVERY);
  try {
    return await inSpan('import', { kind: job.kind }, [], () => runJob(db, keys, job, path, options));
  } catch (error) {
    if (isConnectionError(error)) throw error;
    await failJob(db, job, error instanceof UserError ? error : fileProblem('IMP114'));
    if (error instanceof UserError) return 'failed';
    throw error;
  } finally {
    clearInterval(renewing);
  }
}

async function runJob(db: Db, keys: Keys, job: ImportJob, path: string, options: RunOptions): Promise<RunResult> {
  const { prepare = prepareBatches } = options;
  const { sha256 } = await measureFile(path);
  if (!sha256.equals(job.fileSha256)) throw fileProblem('IMP113');
  const context = await openContext(db, keys, job);
  for (const [code, examples] of Object.entries(job.warnings)) context.warnings.set(code, new Set(examples));
  const ownFields = await readOwnFields(db, job.shopId);
  const { kind, format, mapping } = job;
  const about = { path, kind, format, mapping, place: context.shop, ownFields };
  const reading = { ...about, keys: { lookupKey: keys.lookupKey }, now: await businessNow(db) };
  const writer = new BatchWriter(db, job, context, options);
  // While one batch is written the next is read and its people are looked up: `writing` is the batch on its way.
  let writing: Promise<boolean> = Promise.resolve(true);
  try {
    for await (const batch of prepare(reading, job.lastRow)) {
      if (options.signal?.aborted === true) break;
      const met = await meetPeople(db, keys, rowsOf(batch));
      if (!(await writing)) return 'stopped';
      writing = writer.write(batch, met);
      // Its error is met where it is awaited.
      writing.catch(() => undefined);
    }
  } catch (error) {
    await writing;
    throw error;
  }
  if (!(await writing)) return 'stopped';
  if (options.signal?.aborted === true) {
    await releaseJob(db, job);
    return 'stopped';
  }
  if (writer.rows === 0 && job.lastRow === 0) throw fileProblem('IMP111');
  await finishJob(db, job);
  return 'done';
}

const LETTERS = { layout: '-', loaded: 'l', merged: 'm', unchanged: 'u', rejected: 'r' } as const;

/** Writes prepared batches one after another. */
class BatchWriter {
  rows = 0;
  readonly #counts: Counts = { layout: 0, loaded: 0, merged: 0, unchanged: 0, rejected: 0 };
  /** Days whose event partitions are there. */
  readonly #days = new Set<number>();
  /** Whom the last batch made: when the people of the next one were looked up, they were not there yet. */
  #made = new Map<string, KnownIdentity>();
  #no: number;

  constructor(
    readonly db: Db,
    readonly job: ImportJob,
    readonly context: ImportContext,
    readonly options: RunOptions,
  ) {
    this.#no = job.nextBatch;
  }

  /** False when the import was cancelled or taken over: of the batch nothing was kept. */
  async write(batch: PreparedBatch, met: MetFans): Promise<boolean> {
    await this.#ensureMonths(batch);
    let known: MetFans['known'] | null = new Map([...this.#made, ...met.known]);
    const made = new Map<string, KnownIdentity>();
    const outcomes = await retryingTransaction(this.db, async (tx) => {
      // When it runs again some of them may be gone: the import that made them may have been undone.
      const people = known ? { ...met, known } : await meetPeople(tx, this.context.keys, rowsOf(batch));
      known = null;
      return this.#writeIn(tx, batch, { ...people, made });
    }).catch((error: unknown) => {
      if (error instanceof ImportStopped) return undefined;
      throw error;
    });
    if (!outcomes) return false;
    this.#made = made;
    this.#no += 1;
    this.rows += batch.lines.length;
    addCounts(this.#counts, countOf(outcomes));
    this.options.onProgress?.({ rows: this.rows, share: batch.share, counts: { ...this.#counts } });
    return true;
  }

  async #writeIn(tx: Tx, batch: PreparedBatch, met: MetFans): Promise<(Outcome | 'layout')[]> {
    const rows = rowsOf(batch);
    const loaded = await loadRows(tx, this.context, { no: this.#no, rows, met });
    const outcomes = outcomesOf(batch.lines, loaded);
    const kept = await commitBatch(tx, this.job, {
      no: this.#no,
      firstRow: batch.lines[0]?.raw.no ?? 0,
      lastRow: batch.lines.at(-1)?.raw.no ?? 0,
      outcomes: outcomes.map((outcome) => LETTERS[wordOf(outcome)]).join(''),
      counts: countOf(outcomes),
      rejects: this.#rejects(batch, outcomes),
      readBytes: Math.round(batch.share * this.job.fileBytes),
      warnings: Object.fromEntries(Array.from(this.context.warnings, ([code, examples]) => [code, [...examples]])),
      cautions: [...batch.cautions, ...this.job.openDate],
    });
    if (!kept) throw new ImportStopped();
    return outcomes;
  }

  #rejects(batch: PreparedBatch, outcomes: (Outcome | 'layout')[]): RejectedRow[] {
    return outcomes.flatMap((outcome, i) => {
      const raw = batch.lines[i]?.raw;
      if (typeof outcome === 'string' || !raw) return [];
      const cells = sealCells(this.context.keys, this.job.id, raw.no, raw.cells);
      return [{ rowNo: raw.no, problem: outcome, cells }];
    });
  }

  /** Outside of the batch's transaction, for a new partition locks the table. */
  async #ensureMonths(batch: PreparedBatch): Promise<void> {
    const days = new Set<number>();
    for (const { row } of rowsOf(batch)) {
      for (const at of instantsOf(row, this.context.startedAt)) {
        const day = Math.floor(at / DAY);
        if (!this.#days.has(day)) days.add(day);
      }
    }
    await ensureEventMonths(
      this.db,
      Array.from(days, (day) => day * DAY),
    );
    for (const day of days) this.#days.add(day);
  }
}

class ImportStopped extends Error {}
