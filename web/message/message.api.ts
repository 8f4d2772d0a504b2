import { api, read } from '../api/client.js';

type ListQuery = Parameters<typeof api.v1.messages.$get>[0]['query'];
export type MessageStatus = NonNullable<ListQuery['status']>;

export const messageStatuses = [
  'planned',
  'sending',
  'sent',
  'failed',
  'unknown',
  'cancelled',
  'skipped',
] as const satisfies readonly MessageStatus[];

export const listMessages = (query: ListQuery) => read(api.v1.messages.$get({ query }));

export type MessageRow = Awaited<ReturnType<typeof listMessages>>['items'][number];
