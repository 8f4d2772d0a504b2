import { api, read } from '../api/client.js';

type Query = Parameters<typeof api.v1.audit.$get>[0]['query'];
/** Which entries; without any, all that the reader may see. */
export type AuditFilter = Omit<Query, 'cursor' | 'limit'>;

export const listAudit = (query: Query) => read(api.v1.audit.$get({ query }));

export type AuditLine = Awaited<ReturnType<typeof listAudit>>['items'][number];

/** Where the same entries are as a file. */
export function auditFile(filter: AuditFilter, lang: 'zh' | 'en'): string {
  return `/v1/audit.csv?${new URLSearchParams({ ...filter, lang }).toString()}`;
}
