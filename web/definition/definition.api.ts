import { api, read } from '../api/client.js';

export const listDefinitions = (shop: string) => read(api.v1.definitions.$get({ query: { shop } }));

/** Refused (DEFINE422) while there are errors in the text. */
export const publishDefinitions = (shop_id: string, text: string) =>
  read(api.v1.definitions.$post({ json: { shop_id, text } }));

export type Definition = Awaited<ReturnType<typeof listDefinitions>>['items'][number];
