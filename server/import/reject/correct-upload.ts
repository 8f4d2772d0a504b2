import { rename, rm } from 'node:fs/promises';
import type { Actor } from '../../account/session.service.js';
import { appendAudit } from '../../audit/audit.js';
import type { Deps } from '../../request/context.js';
import type { Column } from '../columns.js';
import { copyCorrected, CORRECTED, type Correction } from './correct-cells.js';
import { type FormatChoice, storedFormat } from '../import-settings.js';
import { alreadyStarted, previewUpload, readUpload, type UploadPreview } from '../import.service.js';
import { measureFile } from '../start-import.js';
import { uploadPath } from '../file/upload-file.js';

/**
 * Writes what a person corrects into an upload and looks at it again. The upload is then plain CSV, whatever it came as.
 */
export async function correctUpload(
  deps: Deps,
  actor: Actor,
  uploadId: string,
  { cells, choice, columns }: { cells: Correction[]; choice: FormatChoice; columns: Column[] | undefined },
): Promise<UploadPreview> {
  const upload = await readUpload(deps.db, actor, uploadId);
  const path = uploadPath(deps.settings.uploadFolder, uploadId);
  const part = `${path}.part`;
  try {
    await copyCorrected(path, storedFormat.parse(upload.format), cells, part);
    const { sha256, bytes } = await measureFile(part);
    await deps.db.transaction().execute(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('import')
        .set({ file_sha256: sha256, file_bytes: bytes, format: JSON.stringify(CORRECTED) })
        .where('id', '=', uploadId)
        .where('state', '=', 'uploaded')
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw alreadyStarted();
      await appendAudit(tx, {
        actorId: actor.staffId,
        action: 'import.correct',
        subject: 'import',
        subjectId: uploadId,
        shopId: upload.shop_id,
        detail: { cells: cells.length },
      });
      await rename(part, path);
    });
  } finally {
    await rm(part, { force: true });
  }
  const { encoding, delimiter } = CORRECTED;
  return await previewUpload(deps, actor, uploadId, { ...choice, encoding, delimiter }, columns);
}
