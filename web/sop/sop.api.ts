import { call } from '../api/client.js';
import type { Catalogue } from '@fanloom/dsl/catalogue/catalogue.js';
import type { Range } from '@fanloom/dsl/ir/program.js';

export type Gate = 'open' | 'paused' | 'stopped';

export interface SopRow {
  id: string;
  name: string;
  gate: Gate;
  draft_at: string;
  live: { number: number; published_at: string } | null;
  entered: number;
  in_flight: number;
}

export interface SopDetail {
  id: string;
  shop_id: string;
  name: string;
  draft: string;
  revision: number;
  draft_at: string;
  draft_by: { id: string; name: string } | null;
  gate: Gate;
  live: { number: number; published_at: string } | null;
  in_flight: number;
}

export interface MonitorStep {
  key: string;
  range: Range;
  arrived: number;
  undelivered: number;
  skipped: number;
  now: number;
}

export interface Monitor {
  version: { number: number; published_at: string; text: string } | null;
  entered: number;
  in_flight: number;
  left: number;
  finished: number;
  parked: number;
  /** Null: the SOP states no goal. */
  goal: number | null;
  steps: MonitorStep[];
}

export interface SopFan {
  id: string;
  nick: string | null;
  phone_mask: string | null;
  entered_at: string;
  due_at: string | null;
}

export interface Template {
  name: string;
  text: string;
}

export const listSops = (shop: string) => call<{ items: SopRow[] }>('GET', '/v1/sops', { query: { shop } });

export const listTemplates = () => call<{ items: Template[] }>('GET', '/v1/sops/templates');

export const getSop = (id: string) => call<SopDetail>('GET', `/v1/sops/${id}`);

export const createSop = (shop_id: string, text: string) =>
  call<{ id: string }>('POST', '/v1/sops', { json: { shop_id, text } });

/** Refused with 409 when somebody saved a newer revision. */
export const saveDraft = (id: string, text: string, revision: number) =>
  call<{ revision: number; draft_at: string }>('PUT', `/v1/sops/${id}/draft`, { json: { text, revision } });

export const getCatalogue = (shop: string) => call<Catalogue>('GET', '/v1/sops/catalogue', { query: { shop } });

export const publishSop = (id: string, revision: number) =>
  call<{ version: number }>('POST', `/v1/sops/${id}/publish`, { json: { revision } });

export const setGate = (id: string, gate: Gate) => call<undefined>('POST', `/v1/sops/${id}/gate`, { json: { gate } });

export const getMonitor = (id: string) => call<Monitor>('GET', `/v1/sops/${id}/monitor`);

export const listSopFans = (id: string, step: string) =>
  call<{ items: SopFan[] }>('GET', `/v1/sops/${id}/fans`, { query: { step } });
