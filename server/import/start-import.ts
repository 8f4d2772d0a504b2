import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Db } from '../db/database.js';
import type { ImportKind } from './columns.js';
import type { FileFormat } from './format.js';
import type { ImportMapping, ImportOptions } from './import-settings.js';
import { type CodedText, fileProblem } from './import.problems.js';

export interface StoredFile {
  name: string;
  sha256: Buffer;
  bytes: number;
}

/** Size and SHA-256 of a file. Throws a UserError (IMP112) when it cannot be read. */
export async function measureFile(path: string): Promise<Omit<StoredFile, 'name'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  } catch (error) {
    throw fileProblem('IMP112', {}, error);
  }
  return { sha256: hash.digest(), bytes };
}

/** An import as a person confirmed it. */
export interface ImportPlan extends ImportMapping {
  kind: ImportKind;
  format: FileFormat;
  options: ImportOptions;
  /** What was found before, where nobody may have looked at it. */
  cautions?: CodedText[];
}

/** Makes an import of a file that is at hand and ready to be run. @returns its id */
export async function createImport(
  db: Db,
  shopId: string,
  file: StoredFile,
  plan: ImportPlan,
  createdBy: string | null,
): Promise<string> {
  const { id } = await db
    .insertInto('import')
    .values({ shop_id: shopId, created_by: createdBy, ...fileColumns(file), ...planColumns(plan), state: 'running' })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export function fileColumns(file: StoredFile) {
  return { file_name: file.name, file_sha256: file.sha256, file_bytes: file.bytes };
}

export function planColumns(plan: ImportPlan) {
  return {
    kind: plan.kind,
    format: JSON.stringify(plan.format),
    mapping: JSON.stringify(mappingOf(plan)),
    options: JSON.stringify(plan.options),
    cautions: JSON.stringify(plan.cautions ?? []),
  };
}

/** Only what a mapping is made of. */
export function mappingOf({ header_row, columns, notation, events }: ImportMapping): ImportMapping {
  return { header_row, columns, notation, events };
}

/** An unfinished import of the very same file, which a crash left behind: it is gone on with instead of begun anew. */
export async function findUnfinished(db: Db, shopId: string, sha256: Buffer): Promise<string | undefined> {
  const row = await db
    .selectFrom('import')
    .select('id')
    .where('shop_id', '=', shopId)
    .where('file_sha256', '=', sha256)
    .where('state', '=', 'running')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return row?.id;
}
