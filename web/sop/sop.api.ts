import type { Catalogue } from '@fanloom/dsl/catalogue/catalogue.js';
import { api, call, read } from '../api/client.js';
import { exactFirst } from '../list/exact-first.js';

export const listSops = (shop: string) => read(api.v1.sops.$get({ query: { shop } }));

export const listTemplates = () => read(api.v1.sops.templates.$get());

export const getSop = (id: string) => read(api.v1.sops[':id'].$get({ param: { id } }));

export const createSop = (shop_id: string, text: string) => read(api.v1.sops.$post({ json: { shop_id, text } }));

/** Refused (DRAFT409) when somebody saved a newer revision. */
export const saveDraft = (id: string, text: string, revision: number) =>
  read(api.v1.sops[':id'].draft.$put({ param: { id }, json: { text, revision } }));

/** Hono's JSON types lose themselves in the recursion of conditions, so the answer is named here. */
export const getCatalogue = (shop: string) => call<Catalogue>('GET', '/v1/sops/catalogue', { query: { shop } });

/** What is to be known of a text before it is published; nothing is kept. */
export const checkSop = (shop_id: string, text: string) => read(api.v1.sops.check.$post({ json: { shop_id, text } }));

export const publishSop = (id: string, revision: number) =>
  read(api.v1.sops[':id'].publish.$post({ param: { id }, json: { revision } }));

export const listVersions = (id: string) => read(api.v1.sops[':id'].versions.$get({ param: { id } }));

export const getVersion = (id: string, number: number) =>
  read(api.v1.sops[':id'].versions[':number'].$get({ param: { id, number: String(number) } }));

export const setGate = (id: string, gate: Gate) =>
  read(api.v1.sops[':id'].gate.$post({ param: { id }, json: { gate } }));

export const getMonitor = (id: string) => read(api.v1.sops[':id'].monitor.$get({ param: { id }, query: {} }));

export const listSopFans = (id: string, step: string, cursor: string | null) =>
  read(api.v1.sops[':id'].fans.$get({ param: { id }, query: { step, ...(cursor === null ? {} : { cursor }) } }));

/** A few fans who are called so, or with an empty text the most active ones. */
export async function findFans(shop: string, q: string) {
  const ask = (by: { q: string } | { nick: string } | object) =>
    read(api.v1.fans.brief.$get({ query: { shop, limit: '8', sort: '-last_active_at', ...by } }));
  return q === '' ? ask({}) : { items: await exactFirst(q, ask) };
}

/** What one fan would get from a text, by what they have done. */
export const traceFan = (shop_id: string, fan_id: string, text: string) =>
  read(api.v1.sops.trace.$post({ json: { shop_id, fan_id, text } }));

export type SopRow = Awaited<ReturnType<typeof listSops>>['items'][number];
export type SopDetail = Awaited<ReturnType<typeof getSop>>;
export type Gate = SopDetail['gate'];
export type Monitor = Awaited<ReturnType<typeof getMonitor>>;
export type MonitorStep = Monitor['steps'][number];
