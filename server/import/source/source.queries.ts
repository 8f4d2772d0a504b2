import type { ScopedDb } from '../../access/scoped-db.js';
import { notFound } from '../../problem/common.js';
import { importKind, importOptions } from '../import-settings.js';
import { pull } from './source.schemas.js';

const MOST_PULLS = 50;

/** The sources of a shop by name, each with its newest pull. Throws a Problem (REQ404) for a foreign shop. */
export async function listSources(db: ScopedDb, shopId: string) {
  await db.selectFrom('shop').select('id').where('id', '=', shopId).executeTakeFirstOrThrow(notFound);
  const [rows, pulls] = await Promise.all([
    db
      .selectFrom('import_source')
      .leftJoin('staff', 'staff.id', 'import_source.run_by')
      .select(['import_source.id', 'import_source.name', 'url', 'header_name', 'kind', 'options', 'daily_at'])
      .select(['every_hours', 'import_source.active', 'next_at', 'run_by', 'staff.name as run_by_name'])
      .where('shop_id', '=', shopId)
      .orderBy('import_source.name')
      .execute(),
    db
      .selectFrom('import_pull')
      .innerJoin('import_source', 'import_source.id', 'import_pull.source_id')
      .distinctOn('import_pull.source_id')
      .select(['import_pull.source_id', 'import_pull.id', 'import_pull.at', 'import_pull.outcome'])
      .leftJoin('import', 'import.id', 'import_pull.import_id')
      .select(['import_pull.import_id', 'import_pull.problem', 'import.cautions'])
      .where('import_source.shop_id', '=', shopId)
      .orderBy('import_pull.source_id')
      .orderBy('import_pull.id', 'desc')
      .execute(),
  ]);
  const last = new Map(pulls.map(({ source_id, ...newest }) => [source_id, pull.parse(newest)]));
  return rows.map(({ run_by, run_by_name, ...row }) => ({
    ...row,
    run_by: run_by === null ? null : { id: run_by, name: run_by_name },
    kind: importKind.nullable().parse(row.kind),
    options: importOptions.nullable().parse(row.options),
    daily_at: row.daily_at?.slice(0, 5) ?? null,
    last: last.get(row.id) ?? null,
  }));
}

/** The newest pulls of a source. Throws a Problem (REQ404) for a foreign or missing one. */
export async function listPulls(db: ScopedDb, sourceId: string) {
  await db.selectFrom('import_source').select('id').where('id', '=', sourceId).executeTakeFirstOrThrow(notFound);
  const rows = await db
    .selectFrom('import_pull')
    .leftJoin('import', 'import.id', 'import_pull.import_id')
    .select(['import_pull.id', 'at', 'outcome', 'import_id', 'import_pull.problem', 'import.cautions'])
    .where('source_id', '=', sourceId)
    .orderBy('import_pull.id', 'desc')
    .limit(MOST_PULLS)
    .execute();
  return rows.map((row) => pull.parse(row));
}
