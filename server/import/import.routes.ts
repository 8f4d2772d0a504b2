import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { streamed } from '../account/streamed.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { correction } from './reject/correct-cells.js';
import { correctUpload } from './reject/correct-upload.js';
import {
  correctedCells,
  oneImport,
  otherReading,
  plannedImport,
  previewedImport,
  startedImport,
  triedImport,
} from './import.examples.js';
import { listImports, readImport } from './import.queries.js';
import { dryRun, importDetail, importPlan, importView, preview } from './import.schemas.js';
import {
  cancelImport,
  openRejects,
  previewUpload,
  startUndo,
  startUpload,
  tryUpload,
  uploadForImport,
} from './import.service.js';
import { formatChoice, importColumn, importKind } from './import-settings.js';
import { rejectFile } from './reject/reject-file.js';
import { templateFile } from './template-file.js';

const importId = z.object({ id: z.uuid() });

const template = createRoute({
  method: 'get',
  path: '/v1/imports/templates/{kind}',
  summary: 'A table to fill in: the heads that are known, and an example row',
  middleware: may('create', 'import'),
  request: { params: z.object({ kind: importKind }) },
  responses: { 200: { description: 'CSV', content: { 'text/csv': { schema: z.string() } } }, ...problems },
});

const upload = createRoute({
  method: 'post',
  path: '/v1/imports/preview',
  summary: 'Upload an export and see how it would be read; nothing is imported yet',
  middleware: may('create', 'import'),
  request: {
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: z.object({ shop_id: z.string(), file: z.string().openapi({ format: 'binary' }) }),
        },
      },
    },
  },
  responses: { 200: json(preview, 'The upload', previewedImport), ...problems },
});

const again = createRoute({
  method: 'post',
  path: '/v1/imports/{id}/preview',
  summary: 'See how an upload is read with another encoding, header row, kind or mapping',
  middleware: may('create', 'import'),
  request: {
    params: importId,
    body: jsonBody(
      z.strictObject({ choice: formatChoice.default({}), columns: z.array(importColumn).max(500).optional() }),
      otherReading,
    ),
  },
  responses: { 200: json(preview, 'The upload', previewedImport), ...problems },
});

const correct = createRoute({
  method: 'post',
  path: '/v1/imports/{id}/corrections',
  summary: 'Change cells of an upload before its import, and see how it is read then',
  middleware: may('create', 'import'),
  request: {
    params: importId,
    body: jsonBody(
      z.strictObject({
        cells: z.array(correction).min(1).max(1_000),
        choice: formatChoice.default({}),
        columns: z.array(importColumn).max(500).optional(),
      }),
      correctedCells,
    ),
  },
  responses: { 200: json(preview, 'The upload', previewedImport), ...problems },
});

const attempt = createRoute({
  method: 'post',
  path: '/v1/imports/dry-run',
  summary: 'What would become of the first rows of an upload; nothing of it stays',
  middleware: may('create', 'import'),
  request: { body: jsonBody(importPlan, plannedImport) },
  responses: { 200: json(dryRun, 'The numbers', triedImport), ...problems },
});

const start = createRoute({
  method: 'post',
  path: '/v1/imports',
  summary: 'Start the import of an upload',
  middleware: may('create', 'import'),
  request: { body: jsonBody(importPlan, plannedImport) },
  responses: { 202: json(z.object({ id: z.uuid() }), 'It runs on its own from here', startedImport), ...problems },
});

const list = createRoute({
  method: 'get',
  path: '/v1/imports',
  summary: 'Imports of a shop, newest first',
  middleware: may('read', 'import'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: {
    200: json(z.object({ items: z.array(importView) }), 'The imports', { items: [oneImport] }),
    ...problems,
  },
});

const detail = createRoute({
  method: 'get',
  path: '/v1/imports/{id}',
  summary: 'Progress and result of an import',
  middleware: may('read', 'import'),
  request: { params: importId },
  responses: { 200: json(importDetail, 'The import', { ...oneImport, reasons: [] }), ...problems },
});

const rejects = createRoute({
  method: 'get',
  path: '/v1/imports/{id}/rejects.csv',
  summary: 'Rows that were not imported, with the reason beside the original cells; audited',
  middleware: may('read', 'import'),
  request: { params: importId, query: z.strictObject({ lang: z.enum(['zh', 'en']).default('zh') }) },
  responses: { 200: { description: 'CSV', content: { 'text/csv': { schema: z.string() } } }, ...problems },
});

const cancel = createRoute({
  method: 'post',
  path: '/v1/imports/{id}/cancel',
  summary: 'Stop an import; what is in stays',
  middleware: may('update', 'import'),
  request: { params: importId },
  responses: { 204: { description: 'Cancelled' }, ...problems },
});

const undo = createRoute({
  method: 'post',
  path: '/v1/imports/{id}/undo',
  summary: 'Take back everything an import brought; what others changed since stays and is listed',
  middleware: may('update', 'import'),
  request: { params: importId },
  responses: { 202: { description: 'It runs on its own from here' }, ...problems },
});

/** The body of an upload is read as a stream, so it must not be checked against the schema before the handler. */
const uploadRoutes = createRouter();
uploadRoutes.openAPIRegistry.registerPath(upload);
uploadRoutes.post('/v1/imports/preview', may('create', 'import'), async (c) =>
  c.json(await uploadForImport(c.var.deps, c.var.actor, c.req.raw), 200),
);

export const importRoutes = createRouter()
  .route('/', uploadRoutes)
  .openapi(template, (c) => {
    const { kind } = c.req.valid('param');
    c.header('Content-Type', 'text/csv; charset=utf-8');
    c.header('Content-Disposition', `attachment; filename="fanloom-${kind}.csv"`);
    return c.body(templateFile(kind));
  })
  .openapi(again, async (c) => {
    const { choice, columns } = c.req.valid('json');
    return c.json(await previewUpload(c.var.deps, c.var.actor, c.req.valid('param').id, choice, columns), 200);
  })
  .openapi(correct, async (c) => {
    const { deps, actor } = c.var;
    const { cells, choice, columns } = c.req.valid('json');
    return c.json(await correctUpload(deps, actor, c.req.valid('param').id, { cells, choice, columns }), 200);
  })
  .openapi(attempt, async (c) => c.json(await tryUpload(c.var.deps, c.var.actor, c.var.db, c.req.valid('json')), 200))
  .openapi(start, async (c) => {
    return c.json({ id: await startUpload(c.var.deps, c.var.actor, c.var.db, c.req.valid('json')) }, 202);
  })
  .openapi(list, async (c) => c.json({ items: await listImports(c.var.db, c.req.valid('query').shop) }, 200))
  .openapi(detail, async (c) => c.json(await readImport(c.var.db, c.var.deps.db, c.req.valid('param').id), 200))
  .openapi(rejects, async (c) => {
    const { deps, actor, db } = c.var;
    const job = await openRejects(deps, actor, db, c.req.valid('param').id);
    const name = encodeURIComponent(`${job.fileName.replace(/\.[^.]+$/, '')}-rejects.csv`);
    c.header('Content-Type', 'text/csv; charset=utf-8');
    c.header('Content-Disposition', `attachment; filename*=UTF-8''${name}`);
    return c.body(streamed(c.var, rejectFile(deps.db, deps.secrets, job, c.req.valid('query').lang)));
  })
  .openapi(cancel, async (c) => {
    await cancelImport(c.var.deps.db, c.var.actor, c.req.valid('param').id);
    return c.body(null, 204);
  })
  .openapi(undo, async (c) => {
    await startUndo(c.var.deps.db, c.var.actor, c.req.valid('param').id);
    return c.body(null, 202);
  });
