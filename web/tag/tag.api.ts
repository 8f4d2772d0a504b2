import { api, read } from '../api/client.js';

export const dimensions = ['value', 'source', 'interaction', 'preference', 'lifecycle', 'membership'] as const;
export type Dimension = (typeof dimensions)[number];

export const listTagDetails = (shop: string) => read(api.v1.tags.details.$get({ query: { shop } }));
export type TagDetail = Awaited<ReturnType<typeof listTagDetails>>['items'][number];

type NewTag = Parameters<typeof api.v1.tags.$post>[0]['json'];
export const addTag = (json: NewTag) => read(api.v1.tags.$post({ json }));

type TagText = Parameters<(typeof api.v1.tags)[':id']['$put']>[0]['json'];
export const changeTag = (id: string, json: TagText) => read(api.v1.tags[':id'].$put({ param: { id }, json }));

export const deleteTag = (id: string) => read(api.v1.tags[':id'].$delete({ param: { id } }));

export const getTagHistory = (id: string) => read(api.v1.tags[':id'].history.$get({ param: { id } }));
