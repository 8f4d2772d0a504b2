import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db, Tx } from '../db/database.js';
import { together } from '../db/together.js';
import type { ImportKind } from './columns.js';
import type { FileFormat } from './format.js';
import { type CodedText, OPEN_DATE, type RowProblem } from './import.problems.js';
import {
  importKind,
  importMapping,
  importOptions,
  storedFormat,
  type ImportMapping,
  type ImportOptions,
} from './import-settings.js';

/** Longer than any batch takes; renewed while the import runs. */
const LEASE = '30 seconds';

/** An import that this process runs and no other does. */
export interface ImportJob {
  id: string;
  owner: string;
  shopId: string;
  kind: ImportKind;
  fileName: string;
  fileSha256: Buffer;
  fileBytes: number;
  format: FileFormat;
  mapping: ImportMapping;
  options: ImportOptions;
  startedAt: Date;
  /** Last row of the last committed batch; 0: none yet. */
  lastRow: number;
  nextBatch: number;
  /** Code to examples, of the rows so far. */
  warnings: Record<string, string[]>;
  /** What only a look at how the file is to be read could tell. */
  openDate: CodedText[];
}

/** Takes the import for this process; undefined when it is in another state, or another process has it. */
export async function claimJob(
  db: Db,
  importId: string,
  state: 'running' | 'undoing' = 'running',
): Promise<ImportJob | undefined> {
  const owner = randomUUID();
  const row = await db
    .updateTable('import')
    .set({
      lease_owner: owner,
      lease_until: sql<Date>`clock_timestamp() + ${LEASE}::interval`,
      started_at: sql<Date>`coalesce(started_at, business_now())`,
    })
    .where('id', '=', importId)
    .where('state', '=', state)
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', sql<Date>`clock_timestamp()`)]))
    .returningAll()
    .executeTakeFirst();
  if (!row?.started_at) return undefined;
  const done = await db
    .selectFrom('import_batch')
    .select((eb) => [eb.fn.max('last_row').as('last_row'), eb.fn.max('no').as('no')])
    .where('import_id', '=', importId)
    .executeTakeFirst();
  return {
    id: row.id,
    owner,
    shopId: row.shop_id,
    kind: importKind.parse(row.kind),
    fileName: row.file_name,
    fileSha256: row.file_sha256,
    fileBytes: row.file_bytes,
    format: storedFormat.parse(row.format),
    mapping: importMapping.parse(row.mapping),
    options: importOptions.parse(row.options),
    startedAt: row.started_at,
    lastRow: done?.last_row ?? 0,
    nextBatch: (done?.no ?? 0) + 1,
    warnings: row.warnings as ImportJob['warnings'],
    openDate: (row.cautions as unknown as CodedText[]).filter(({ code }) => code === OPEN_DATE),
  };
}

/** False when the import is over, or was never started. */
export async function isRunning(db: Db, importId: string): Promise<boolean> {
  const row = await db.selectFrom('import').select('state').where('id', '=', importId).executeTakeFirst();
  return row?.state === 'running';
}

/** Does nothing when another process has the import. */
export async function renewLease(db: Db, job: ImportJob): Promise<void> {
  await db
    .updateTable('import')
    .set({ lease_until: sql<Date>`clock_timestamp() + ${LEASE}::interval` })
    .where('id', '=', job.id)
    .where('lease_owner', '=', job.owner)
    .execute();
}

/** Lets another process, or this one later, go on with the import. */
export async function releaseJob(db: Db, job: ImportJob): Promise<void> {
  await db
    .updateTable('import')
    .set({ lease_owner: null, lease_until: null })
    .where('id', '=', job.id)
    .where('lease_owner', '=', job.owner)
    .execute();
}

export interface Counts {
  layout: number;
  loaded: number;
  merged: number;
  unchanged: number;
  rejected: number;
}

export interface RejectedRow {
  rowNo: number;
  problem: RowProblem;
  cells: Buffer;
}

export interface CommittedBatch {
  no: number;
  firstRow: number;
  lastRow: number;
  /** One letter for each row: l m u r, - for layout. */
  outcomes: string;
  counts: Counts;
  rejects: RejectedRow[];
  readBytes: number;
  /** Code to examples, of the whole import so far. */
  warnings: Record<string, string[]>;
  /** Of the whole import so far. */
  cautions: CodedText[];
}

/**
 * Writes what became of a batch, in its own transaction. The row of the import is taken last, so that its lock is held
 * for a moment only.
 *
 * @returns false when the import was cancelled or taken over: the transaction must not commit then
 */
export async function commitBatch(tx: Tx, job: ImportJob, batch: CommittedBatch): Promise<boolean> {
  let kept = false;
  await together([
    () => insertBatch(tx, job, batch),
    () => insertRejects(tx, job, batch.rejects),
    async () => (kept = await addCounts(tx, job, batch)),
  ]);
  return kept;
}

function insertBatch(tx: Tx, job: ImportJob, { no, firstRow, lastRow, outcomes }: CommittedBatch): Promise<unknown> {
  return tx
    .insertInto('import_batch')
    .values({ import_id: job.id, no, first_row: firstRow, last_row: lastRow, outcomes })
    .execute();
}

async function insertRejects(tx: Tx, job: ImportJob, rejects: RejectedRow[]): Promise<void> {
  if (rejects.length === 0) return;
  await sql`
    insert into import_reject (import_id, row_no, reason, detail, cells)
    select ${job.id}::uuid, row_no, reason, detail::jsonb, cells
    from unnest(
      ${rejects.map((reject) => reject.rowNo)}::int[],
      ${rejects.map((reject) => reject.problem.code)}::text[],
      ${rejects.map((reject) => JSON.stringify({ column: reject.problem.column }))}::text[],
      ${rejects.map((reject) => reject.cells)}::bytea[]
    ) as reject (row_no, reason, detail, cells)`.execute(tx);
}

async function addCounts(tx: Tx, job: ImportJob, { counts, readBytes, ...told }: CommittedBatch): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('import')
    .set((eb) => ({
      layout: eb('layout', '+', counts.layout),
      loaded: eb('loaded', '+', counts.loaded),
      merged: eb('merged', '+', counts.merged),
      unchanged: eb('unchanged', '+', counts.unchanged),
      rejected: eb('rejected', '+', counts.rejected),
      read_bytes: readBytes,
      warnings: JSON.stringify(told.warnings),
      cautions: JSON.stringify(told.cautions),
    }))
    .where('id', '=', job.id)
    .where('lease_owner', '=', job.owner)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** The file is read to its end. */
export async function finishJob(db: Db, job: ImportJob): Promise<void> {
  await db
    .updateTable('import')
    .set({
      state: 'done',
      finished_at: sql<Date>`business_now()`,
      lease_owner: null,
      lease_until: null,
      read_bytes: job.fileBytes,
    })
    .where('id', '=', job.id)
    .where('lease_owner', '=', job.owner)
    .where('state', '=', 'running')
    .execute();
}

/** What was committed stays; the problem says what to do. */
export async function failJob(
  db: Db,
  job: ImportJob,
  problem: { code: string; text: { zh: string; en: string } },
): Promise<void> {
  await db
    .updateTable('import')
    .set({
      state: 'failed',
      finished_at: sql<Date>`business_now()`,
      lease_owner: null,
      lease_until: null,
      problem: JSON.stringify({ code: problem.code, text: problem.text }),
    })
    .where('id', '=', job.id)
    .where('lease_owner', '=', job.owner)
    .where('state', '=', 'running')
    .execute();
}
