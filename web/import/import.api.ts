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
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

export const importKinds = ['orders', 'items', 'live', 'followers'] as const;
export type ImportKind = (typeof importKinds)[number];

export const listImports = (shop: string) => call<{ items: ImportJob[] }>('GET', '/v1/imports', { query: { shop } });
