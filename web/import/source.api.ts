import { api, read } from '../api/client.js';

export const listSources = (shop: string) => read(api.v1['import-sources'].$get({ query: { shop } }));
export type ImportSource = Awaited<ReturnType<typeof listSources>>['items'][number];
export type ImportPull = NonNullable<ImportSource['last']>;

/** It was on until its person in charge left or lost the right. */
export const isStopped = ({ active, last }: ImportSource) => !active && last?.problem?.code === 'IMP138';

type NewSource = Parameters<(typeof api.v1)['import-sources']['$post']>[0]['json'];
export const addSource = (json: NewSource) => read(api.v1['import-sources'].$post({ json }));

export type SourceForm = Parameters<(typeof api.v1)['import-sources'][':id']['$put']>[0]['json'];
export const changeSource = (id: string, json: SourceForm) =>
  read(api.v1['import-sources'][':id'].$put({ param: { id }, json }));

export const deleteSource = (id: string) => read(api.v1['import-sources'][':id'].$delete({ param: { id } }));

export const pullNow = (id: string) => read(api.v1['import-sources'][':id'].pull.$post({ param: { id } }));

export const handOverSource = (id: string, staff_id: string) =>
  read(api.v1['import-sources'][':id']['run-by'].$put({ param: { id }, json: { staff_id } }));

export const listPulls = (id: string) => read(api.v1['import-sources'][':id'].pulls.$get({ param: { id } }));
