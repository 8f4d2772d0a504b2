import { hash } from 'node:crypto';
import type { Db, Tx } from '../db/database.js';
import type { Column, ImportKind } from './columns.js';
import {
  importKind,
  importMapping,
  importOptions,
  type FormatChoice,
  type ImportMapping,
  type ImportOptions,
} from './import-settings.js';
import { columnsBefore } from './reject/reject-file.js';
import { previewFile, type Preview, type PreviewPlace } from './preview.js';
import { mappingOf } from './start-import.js';

/** How a person last had files with the same heads imported into the shop. */
export interface SavedMapping extends ImportMapping {
  kind: ImportKind;
  options: ImportOptions;
}

/** Files are of the same source when their headers have the same cells in the same order. */
function headsOf(columns: Pick<Column, 'name'>[]): Buffer {
  return hash('sha256', JSON.stringify(columns.map((column) => column.name)), 'buffer');
}

export async function saveMapping(
  db: Db | Tx,
  shopId: string,
  { kind, options, ...mapping }: SavedMapping,
): Promise<void> {
  // Which broadcast a file is about is another with each file.
  const kept = JSON.stringify({ ...options, session: null });
  const row = { kind, mapping: JSON.stringify(mappingOf(mapping)), options: kept };
  await db
    .insertInto('import_mapping')
    .values({ shop_id: shopId, heads: headsOf(mapping.columns), ...row })
    .onConflict((conflict) =>
      conflict.columns(['shop_id', 'heads']).doUpdateSet({ ...row, updated_at: (eb) => eb.fn('now') }),
    )
    .execute();
}

async function readMapping(db: Db, shopId: string, columns: Column[]): Promise<SavedMapping | undefined> {
  const row = await db
    .selectFrom('import_mapping')
    .select(['kind', 'mapping', 'options'])
    .where('shop_id', '=', shopId)
    .where('heads', '=', headsOf(columns))
    .executeTakeFirst();
  return (
    row && {
      kind: importKind.parse(row.kind),
      ...importMapping.parse(row.mapping),
      options: importOptions.parse(row.options),
    }
  );
}

/** A preview of a file as files with its heads were last read; `remembered`: with which options, null where none was. */
export async function previewAsBefore(
  db: Db,
  path: string,
  place: PreviewPlace,
  choice: Pick<FormatChoice, 'kind' | 'sheet' | 'header_row'> = {},
): Promise<Preview & { remembered: ImportOptions | null }> {
  const detected = await previewFile(path, place, choice);
  const before = columnsBefore(detected.columns);
  const saved = await readMapping(db, place.shop.id, detected.columns.slice(before));
  if (!saved || detected.header_row === null || (choice.kind ?? saved.kind) !== saved.kind) {
    return { ...detected, remembered: null };
  }
  const { kind, notation, events } = saved;
  const asBefore = { ...choice, kind, notation, events, header_row: detected.header_row };
  const columns = detected.columns.map((column, i): Column => {
    const { field, unit } = saved.columns[i - before] ?? { field: null, unit: null };
    return { ...column, field, unit };
  });
  const preview = await previewFile(path, place, asBefore, columns);
  // Tables without heads have nothing but as many columns in common.
  const isOther = saved.header_row === 0 && preview.scan.accepted < preview.scan.rejected;
  return isOther ? { ...detected, remembered: null } : { ...preview, remembered: saved.options };
}
