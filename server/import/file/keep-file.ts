import { rename } from 'node:fs/promises';
import type { Db } from '../../db/database.js';
import type { Preview } from '../preview.js';
import { fileColumns, type StoredFile } from '../start-import.js';
import { uploadPath } from './upload-file.js';

/** Puts a file by whose import is still to be started; for a day. @returns id of the import */
export async function keepFile(
  db: Db,
  folder: string,
  { shopId, createdBy }: { shopId: string; createdBy: string },
  file: StoredFile & { path: string },
  preview: Preview,
): Promise<string> {
  const { id } = await db
    .insertInto('import')
    .values({
      shop_id: shopId,
      created_by: createdBy,
      state: 'uploaded',
      kind: preview.kind,
      format: JSON.stringify(preview.format),
      mapping: JSON.stringify({ header_row: preview.header_row ?? 1, columns: preview.columns }),
      options: 'null',
      ...fileColumns(file),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await rename(file.path, uploadPath(folder, id));
  return id;
}
