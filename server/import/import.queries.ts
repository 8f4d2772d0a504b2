import { sql } from 'kysely';
import type { z } from 'zod';
import type { ScopedDb } from '../access/scoped-db.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import type { importDetail, importView } from './import.schemas.js';
import { importKind, importOptions } from './import-settings.js';
import { rowProblemText } from './import.problems.js';
import { undone } from './undo/undone.js';

const LISTED = 200;

const COLUMNS = [
  'id',
  'shop_id',
  'kind',
  'state',
  'file_name',
  'file_bytes',
  'read_bytes',
  'options',
  'layout',
  'loaded',
  'merged',
  'unchanged',
  'rejected',
  'problem',
  'undo',
  'undo_expired',
  'warnings',
  'cautions',
  'created_by',
  'created_at',
  'started_at',
  'finished_at',
] as const;

type ImportView = z.infer<typeof importView>;

/** The newest imports of a shop; uploads that nobody started are left out. */
export async function listImports(db: ScopedDb, shopId: string): Promise<ImportView[]> {
  const rows = await db
    .selectFrom('import')
    .select(COLUMNS)
    .where('shop_id', '=', shopId)
    .where('state', '!=', 'uploaded')
    .orderBy('id', 'desc')
    .limit(LISTED)
    .execute();
  const names = await namesOf(
    db,
    rows.map((row) => row.created_by),
  );
  return rows.map((row) => view(row, names));
}

/** One import with the reasons of its rejected rows. Throws a Problem (REQ404) for a foreign or missing one. */
export async function readImport(db: ScopedDb, unbound: Db, id: string): Promise<z.infer<typeof importDetail>> {
  const row = await db.selectFrom('import').select(COLUMNS).where('id', '=', id).executeTakeFirstOrThrow(notFound);
  const names = await namesOf(db, [row.created_by]);
  return { ...view(row, names), reasons: await reasonsOf(unbound, id) };
}

async function namesOf(db: ScopedDb, ids: (string | null)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const rows = await db.selectFrom('staff').select(['id', 'name']).where('id', 'in', wanted).execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Why rows were rejected, most frequent first. Unbound: the caller has read the import in their own name. */
export async function reasonsOf(db: Db, importId: string) {
  const rows = await db
    .selectFrom('import_reject')
    .select([
      'reason',
      sql<string | null>`detail->>'column'`.as('column'),
      (eb) => eb.fn.countAll<number>().as('count'),
    ])
    .where('import_id', '=', importId)
    .groupBy(['reason', 'column'])
    .orderBy('count', 'desc')
    .execute();
  return rows.map(({ reason, column, count }) => ({
    code: reason,
    text: rowProblemText(reason, column ?? undefined),
    count,
  }));
}

interface ImportRow {
  id: string;
  kind: string | null;
  state: string;
  file_name: string;
  file_bytes: number;
  read_bytes: number;
  options: unknown;
  layout: number;
  loaded: number;
  merged: number;
  unchanged: number;
  rejected: number;
  problem: unknown;
  undo: unknown;
  undo_expired: boolean;
  warnings: unknown;
  cautions: unknown;
  created_by: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

function view(row: ImportRow, names: Map<string, string>): ImportView {
  return {
    id: row.id,
    kind: importKind.nullable().parse(row.kind),
    state: row.state as ImportView['state'],
    file_name: row.file_name,
    file_bytes: row.file_bytes,
    read_bytes: row.read_bytes,
    options: importOptions.nullable().catch(null).parse(row.options),
    layout: row.layout,
    loaded: row.loaded,
    merged: row.merged,
    unchanged: row.unchanged,
    rejected: row.rejected,
    problem: row.problem as ImportView['problem'],
    undo: undone.nullable().parse(row.undo),
    undo_expired: row.undo_expired,
    warnings: row.warnings as ImportView['warnings'],
    cautions: row.cautions as ImportView['cautions'],
    created_by: row.created_by === null ? null : { id: row.created_by, name: names.get(row.created_by) ?? null },
    created_at: row.created_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}
