import { api, read } from '../api/client.js';

export const fieldTypes = ['text', 'number', 'money', 'date', 'choice', 'list', 'person'] as const;

export const listFields = (shop: string) => read(api.v1.fields.$get({ query: { shop } }));

type NewField = Parameters<typeof api.v1.fields.$post>[0]['json'];
export const addField = (json: NewField) => read(api.v1.fields.$post({ json }));

export const deleteField = (shop: string, name: string) => read(api.v1.fields.$delete({ query: { shop, name } }));
