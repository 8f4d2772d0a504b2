import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Db, Tx } from '../db/database.js';
import type { Column, ImportKind } from './columns.js';
import { importColumn, importKind, importOptions, type ImportOptions } from './import-settings.js';
import { previewFile, type Preview, type PreviewPlace } from './preview.js';

/** How a person last had files with the same heads imported into the shop. */
export interface SavedMapping {
  kind: ImportKind;
  columns: Column[];
  options: ImportOptions;
}

/** Files are of the same source when their headers have the same cells in the same order. */
function headsOf(columns: Pick<Column, 'name'>[]): Buffer {
  return hash('sha256', JSON.stringify(columns.map((column) => column.name)), 'buffer');
}

export async function saveMapping(
  db: Db | Tx,
  shopId: string,
  { kind, columns, options }: SavedMapping,
): Promise<void> {
  // Which broadcast a file is about is another with each file.
  const kept = JSON.stringify({ ...options, session: null });
  const row = { kind, columns: JSON.stringify(columns), options: kept };
  await db
    .insertInto('import_mapping')
    .values({ shop_id: shopId, heads: headsOf(columns), ...row })
    .onConflict((conflict) =>
      conflict.columns(['shop_id', 'heads']).doUpdateSet({ ...row, updated_at: (eb) => eb.fn('now') }),
    )
    .execute();
}

async function readMapping(db: Db, shopId: string, columns: Column[]): Promise<SavedMapping | undefined> {
  const row = await db
    .selectFrom('import_mapping')
    .select(['kind', 'columns', 'options'])
    .where('shop_id', '=', shopId)
    .where('heads', '=', headsOf(columns))
    .executeTakeFirst();
  return (
    row && {
      kind: importKind.parse(row.kind),
      columns: z.array(importColumn).parse(row.columns),
      options: importOptions.parse(row.options),
    }
  );
}

/** A preview of a file as files with its heads were last read; `remembered`: with which options, null where none was. */
export async function previewAsBefore(
  db: Db,
  path: string,
  place: PreviewPlace,
  choice: { kind?: ImportKind | undefined } = {},
): Promise<Preview & { remembered: ImportOptions | null }> {
  const detected = await previewFile(path, place, choice);
  const saved = await readMapping(db, place.shop.id, detected.columns);
  if (!saved || detected.header_row === null || (choice.kind ?? saved.kind) !== saved.kind) {
    return { ...detected, remembered: null };
  }
  const asBefore = { kind: saved.kind, header_row: detected.header_row };
  return { ...(await previewFile(path, place, asBefore, saved.columns)), remembered: saved.options };
}
