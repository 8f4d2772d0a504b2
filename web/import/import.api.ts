import type { Column, Field, ImportKind, Target } from '@fanloom/server/import/columns.js';
import { api, call, read } from '../api/client.js';
import { ApiProblem } from '../api/problem.js';

type PreviewBody = Parameters<(typeof api.v1.imports)[':id']['preview']['$post']>[0]['json'];
export type FormatChoice = NonNullable<PreviewBody['choice']>;
export type ImportPlan = Parameters<typeof api.v1.imports.$post>[0]['json'];
export type ImportOptions = Required<ImportPlan['options']>;

/** Another look at the same upload, read as a person corrected it. */
export const previewAgain = (id: string, choice: FormatChoice, columns?: Column[]) =>
  read(api.v1.imports[':id'].preview.$post({ param: { id }, json: { choice, ...(columns ? { columns } : {}) } }));

type Corrections = Parameters<(typeof api.v1.imports)[':id']['corrections']['$post']>[0]['json'];
export type Correction = Corrections['cells'][number];

/** Changes cells of an upload, and looks at it again. */
export const correctCells = (id: string, json: Corrections) =>
  read(api.v1.imports[':id'].corrections.$post({ param: { id }, json }));

/** How a file would be read, and what its first rows would become. */
export type Upload = Awaited<ReturnType<typeof previewAgain>>;

/** The tables of an archive of which one must be chosen; none where something else is wrong. */
export function tablesIn(failure: unknown): string[] {
  const tables = failure instanceof ApiProblem ? failure.details['tables'] : undefined;
  return Array.isArray(tables) ? tables.filter((name) => typeof name === 'string') : [];
}

/** Sends a file for a look. Nothing is written. The form is a stream to the server, so its type is not in the routes. */
export function uploadFile(shop: string, file: File, table?: string): Promise<Upload> {
  const form = new FormData();
  form.set('shop_id', shop);
  if (table !== undefined) form.set('table', table);
  form.set('file', file);
  return call<Upload>('POST', '/v1/imports/preview', { form });
}

/** What would become of the first rows. Nothing is written. */
export const tryImport = (json: ImportPlan) => read(api.v1.imports['dry-run'].$post({ json }));

export const startImport = (json: ImportPlan) => read(api.v1.imports.$post({ json }));

export const listImports = (shop: string) => read(api.v1.imports.$get({ query: { shop } }));

export const getImport = (id: string) => read(api.v1.imports[':id'].$get({ param: { id } }));

export const cancelImport = (id: string) => read(api.v1.imports[':id'].cancel.$post({ param: { id } }));

export const undoImport = (id: string) => read(api.v1.imports[':id'].undo.$post({ param: { id } }));

export const getTemplate = async (kind: ImportKind): Promise<Blob> =>
  (await api.v1.imports.templates[':kind'].$get({ param: { kind } })).blob();

/** The rows that were not imported, with the reasons. */
export async function getRejects(id: string, lang: 'zh' | 'en'): Promise<Blob> {
  return (await api.v1.imports[':id']['rejects.csv'].$get({ param: { id }, query: { lang } })).blob();
}

export type ImportJob = Awaited<ReturnType<typeof listImports>>['items'][number];
export type ImportState = ImportJob['state'];
export type { Column, Field, ImportKind, Target };
