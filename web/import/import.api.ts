import type { Column, Field, ImportKind } from '@fanloom/server/import/columns.js';
import type { FormatChoice, ImportOptions } from '@fanloom/server/import/import-settings.js';
import type { Preview } from '@fanloom/server/import/preview.js';
import { call } from '../api/client.js';

export type ImportState = 'uploaded' | 'running' | 'done' | 'failed' | 'cancelled';

export interface ImportJob {
  id: string;
  kind: ImportKind | null;
  state: ImportState;
  file_name: string;
  file_bytes: number;
  read_bytes: number;
  layout: number;
  loaded: number;
  merged: number;
  unchanged: number;
  rejected: number;
  problem: { code: string; text: { zh: string; en: string } } | null;
  created_by: { id: string; name: string | null } | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

interface ImportDetail extends ImportJob {
  reasons: { code: string; text: { zh: string; en: string }; count: number }[];
}

export interface Upload extends Preview {
  upload_id: string;
}

interface ImportPlan {
  upload_id: string;
  kind: ImportKind;
  header_row: number;
  columns: Column[];
  options: ImportOptions;
}

/** Sends a file for a look: how it would be read, and what its first rows would become. Nothing is written. */
export function uploadFile(shop: string, file: File): Promise<Upload> {
  const form = new FormData();
  form.set('shop_id', shop);
  form.set('file', file);
  return call<Upload>('POST', '/v1/imports/preview', { form });
}

/** Another look at the same upload, read as a person corrected it. */
export const previewAgain = (upload_id: string, choice: FormatChoice, columns?: Column[]) =>
  call<Upload>('POST', `/v1/imports/${upload_id}/preview`, { json: { choice, columns } });

export const startImport = (plan: ImportPlan) => call<{ id: string }>('POST', '/v1/imports', { json: plan });

export const listImports = (shop: string) => call<{ items: ImportJob[] }>('GET', '/v1/imports', { query: { shop } });

export const getImport = (id: string) => call<ImportDetail>('GET', `/v1/imports/${id}`);

export const cancelImport = (id: string) => call<undefined>('POST', `/v1/imports/${id}/cancel`, { json: {} });

export const rejectsAddress = (id: string, language: 'zh' | 'en') => `/v1/imports/${id}/rejects.csv?lang=${language}`;

export type { Column, Field, FormatChoice, ImportKind, ImportOptions, Preview };
