import { rm } from 'node:fs/promises';
import type { z } from 'zod';
import { requireInShop } from '../access/in-shop.js';
import { coversShop, rowsIn, scopeOf } from '../access/rows.js';
import type { ScopedDb } from '../access/scoped-db.js';
import type { Actor } from '../account/session.service.js';
import { appendAudit } from '../audit/audit.js';
import { businessNow } from '../clock/clock.js';
import { UserError } from '../config/user-error.js';
import type { Db } from '../db/database.js';
import { readIngestShop } from '../event/ingest-shop.js';
import { conflict, invalidRequest, notFound } from '../problem/common.js';
import { Problem } from '../problem/problem.js';
import type { Deps } from '../request/context.js';
import { missingFields, type Column } from './columns.js';
import type { importPlan } from './import.schemas.js';
import { dryRun, type DryRun } from './run/dry-run.js';
import { importMapping, type FormatChoice, type ImportOptions } from './import-settings.js';
import { fileProblem } from './import.problems.js';
import { isOwnTarget, readOwnFields, type OwnFields } from './own-field.js';
import { previewFile, type Preview, type PreviewPlace } from './preview.js';
import { receiveUpload, type Upload } from './file/receive-upload.js';
import { previewAsBefore, saveMapping } from './saved-mapping.js';
import { checkOwner } from './import-owner.js';
import { keepFile } from './file/keep-file.js';
import { mappingOf, planColumns } from './start-import.js';
import { storedFormat } from './import-settings.js';
import { unpackFile } from './file/unpack-file.js';
import { uploadPath } from './file/upload-file.js';

/** remembered: the options with which a file of the same heads was imported last, if it is read as that one was. */
export type UploadPreview = Preview & { upload_id: string; remembered: ImportOptions | null };

/** Takes in a file and says how it would be read. Throws a Problem for a foreign shop, and for what is no table. */
export async function uploadForImport(deps: Deps, actor: Actor, request: Request): Promise<UploadPreview> {
  const upload = await receiveUpload(request, deps.settings.uploadFolder);
  try {
    const shopId = upload.fields.get('shop_id') ?? '';
    if (!/^[0-9a-f-]{36}$/i.test(shopId)) throw invalidRequest([{ path: 'shop_id', message: 'The id of a shop' }]);
    await requireInShop(deps.db, actor.ability, 'create', 'import', shopId);
    return await keepUpload(deps, actor, shopId, upload);
  } catch (error) {
    await rm(upload.file.path, { force: true });
    throw error;
  }
}

async function keepUpload(deps: Deps, actor: Actor, shopId: string, upload: Upload): Promise<UploadPreview> {
  const { file, preview } = await look(deps, shopId, async (place) => {
    const unpacked = await unpackFile(upload.file, upload.fields.get('table'));
    return { file: unpacked, preview: await previewAsBefore(deps.db, unpacked.path, place) };
  });
  const owner = { shopId, createdBy: actor.staffId };
  return { upload_id: await keepFile(deps.db, deps.settings.uploadFolder, owner, file, preview), ...preview };
}

/** Looks at an upload again, read as a person corrected it. */
export async function previewUpload(
  deps: Deps,
  actor: Actor,
  uploadId: string,
  choice: FormatChoice,
  columns: Column[] | undefined,
): Promise<UploadPreview> {
  const upload = await readUpload(deps.db, actor, uploadId);
  const path = uploadPath(deps.settings.uploadFolder, uploadId);
  const preview = await look(deps, upload.shop_id, (place) => previewFile(path, place, choice, columns));
  await deps.db
    .updateTable('import')
    .set({ format: JSON.stringify(preview.format) })
    .where('id', '=', uploadId)
    .where('state', '=', 'uploaded')
    .execute();
  return { upload_id: uploadId, ...preview, remembered: null };
}

async function look<P>(deps: Deps, shopId: string, preview: (place: PreviewPlace) => Promise<P>): Promise<P> {
  const shop = await readIngestShop(deps.db, shopId);
  if (!shop) throw notFound();
  try {
    const ownFields = await readOwnFields(deps.db, shopId);
    return await preview({ shop, ownFields, keys: deps.secrets, now: await businessNow(deps.db) });
  } catch (error) {
    throw error instanceof UserError ? asProblem(error) : error;
  }
}

/** What is wrong with the file is told as the request's problem; an archive that is too large is not unpacked at all. */
function asProblem(error: UserError): Problem {
  return error instanceof Problem ? error : new Problem(error.code === 'IMP106' ? 413 : 422, error.code, error.text);
}

/** Starts the import of an upload as a person confirmed it; a process with the file runs it. */
export async function startUpload(
  deps: Deps,
  actor: Actor,
  db: ScopedDb,
  plan: z.infer<typeof importPlan>,
): Promise<string> {
  const upload = await readPlanned(deps, actor, db, plan);
  await deps.db.transaction().execute(async (tx) => {
    const started = await tx
      .updateTable('import')
      .set({
        ...planColumns({ ...plan, format: storedFormat.parse(upload.format) }),
        state: 'running',
      })
      .where('id', '=', plan.upload_id)
      .where('state', '=', 'uploaded')
      .returning('id')
      .executeTakeFirst();
    if (!started) throw alreadyStarted();
    await saveMapping(tx, upload.shop_id, plan);
    await audit(tx, actor, 'import.start', plan.upload_id, upload.shop_id, { kind: plan.kind, ...plan.options });
  });
  return plan.upload_id;
}

/** What would become of the first rows of an upload as a person has it read. Nothing of it stays. */
export async function tryUpload(
  deps: Deps,
  actor: Actor,
  db: ScopedDb,
  plan: z.infer<typeof importPlan>,
): Promise<DryRun> {
  const upload = await readPlanned(deps, actor, db, plan);
  try {
    return await dryRun(deps.db, deps.secrets, {
      id: upload.id,
      shopId: upload.shop_id,
      kind: plan.kind,
      fileName: upload.file_name,
      options: plan.options,
      path: uploadPath(deps.settings.uploadFolder, upload.id),
      format: storedFormat.parse(upload.format),
      mapping: mappingOf(plan),
    });
  } catch (error) {
    throw error instanceof UserError ? asProblem(error) : error;
  }
}

/** The upload of a plan that can be carried out. */
async function readPlanned(deps: Deps, actor: Actor, db: ScopedDb, plan: z.infer<typeof importPlan>) {
  const upload = await readUpload(deps.db, actor, plan.upload_id);
  const missing = missingFields(plan.kind, plan.columns, plan.events);
  if (missing.length > 0) throw asProblem(fileProblem('IMP105', { columns: missing.join('、') }));
  await checkOwner(deps.db, db, upload.shop_id, plan.options.owner_id);
  checkOwnFields(plan.columns, await readOwnFields(deps.db, upload.shop_id));
  return upload;
}

function checkOwnFields(columns: Column[], ownFields: OwnFields): void {
  const gone = columns.findIndex(({ field }) => field !== null && isOwnTarget(field) && !ownFields.has(field));
  if (gone !== -1) throw invalidRequest([{ path: `columns.${gone}.field`, message: 'The shop has no such field' }]);
}

/** An upload of the person's own that nobody has started: it shows what is in the file. */
export async function readUpload(db: Db, { staffId, ability }: Actor, id: string) {
  const row = await db
    .selectFrom('import')
    .select(['id', 'shop_id', 'state', 'format', 'file_name'])
    .where('id', '=', id)
    .where('created_by', '=', staffId)
    .where(rowsIn(scopeOf(ability, 'create', 'import'), 'import'))
    .executeTakeFirstOrThrow(notFound);
  if (row.state !== 'uploaded') throw alreadyStarted();
  return row;
}

/** Stops an import after the batch on its way. What was imported stays. */
export async function cancelImport(db: Db, actor: Actor, id: string): Promise<void> {
  const row = await changeable(db, actor, id);
  await db.transaction().execute(async (tx) => {
    const cancelled = await tx
      .updateTable('import')
      .set({ state: 'cancelled', finished_at: await businessNow(tx) })
      .where('id', '=', id)
      .where('state', 'in', ['uploaded', 'running'])
      .returning('id')
      .executeTakeFirst();
    if (!cancelled) throw conflict('IMP118', '导入已经结束，不能取消。', 'The import is over and cannot be cancelled.');
    await audit(tx, actor, 'import.cancel', id, row.shop_id);
  });
}

/** Takes an import back that is over: a process that runs imports does it. */
export async function startUndo(db: Db, actor: Actor, id: string): Promise<void> {
  const row = await changeable(db, actor, id);
  if (row.undo_expired) throw undoExpired();
  await db.transaction().execute(async (tx) => {
    const started = await tx
      .updateTable('import')
      .set({ state: 'undoing', lease_owner: null, lease_until: null })
      .where('id', '=', id)
      .where('state', 'in', ['done', 'failed', 'cancelled'])
      .where('undo_expired', '=', false)
      .returning('id')
      .executeTakeFirst();
    if (!started) {
      throw conflict(
        'IMP117',
        '只有已经结束、还没有撤销过的导入可以撤销。',
        'Only an import that is over and not undone yet can be undone.',
      );
    }
    await audit(tx, actor, 'import.undo', id, row.shop_id, { file_name: row.file_name });
  });
}

function changeable(db: Db, { ability }: Actor, id: string) {
  return db
    .selectFrom('import')
    .select(['shop_id', 'file_name', 'undo_expired'])
    .where('id', '=', id)
    .where(rowsIn(scopeOf(ability, 'update', 'import'), 'import'))
    .executeTakeFirstOrThrow(notFound);
}

/**
 * What the file of rejected rows is made of. It leaves the building, so it is written into the audit.
 * @throws Problem REQ404 for a foreign or missing import, IMP140 for the file of somebody else whose cells the person may
 *   not see in plain
 */
export async function openRejects(deps: Deps, actor: Actor, db: ScopedDb, id: string) {
  const row = await db
    .selectFrom('import')
    .select(['id', 'shop_id', 'file_name', 'mapping', 'created_by'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow(notFound);
  const inPlain = coversShop(scopeOf(actor.ability, 'unmask', 'fan', ['phone', 'email']), row.shop_id);
  if (row.created_by !== actor.staffId && !inPlain) throw maskedCells();
  await audit(deps.db, actor, 'import.rejects', id, row.shop_id);
  return { id, fileName: row.file_name, mapping: importMapping.parse(row.mapping) };
}

function audit(db: Db, actor: Actor, action: string, id: string, shopId: string, detail: Record<string, unknown> = {}) {
  return appendAudit(db, { actorId: actor.staffId, action, subject: 'import', subjectId: id, shopId, detail });
}

function maskedCells(): Problem {
  return new Problem(403, 'IMP140', {
    zh: '未导入的行里有没打码的个人信息。请由上传文件的同事下载，或请可以查看本店粉丝打码内容的同事下载。',
    en: 'The rows that were not imported hold personal data in plain. Ask whoever uploaded the file, or somebody who may unmask the fans of the shop, to download them.',
  });
}

function undoExpired(): Problem {
  return conflict(
    'IMP119',
    '这次导入已过可撤销的期限，导入前的旧数据已按保留期限删除。请改用新的导入更正数据。',
    'This import can no longer be undone: what was there before it is gone by the retention rules. Correct the data with a new import.',
  );
}

export function alreadyStarted(): Problem {
  return conflict(
    'IMP116',
    '这个文件已经开始导入。请到导入列表查看进度。',
    'This file is being imported already. See its progress in the list.',
  );
}
