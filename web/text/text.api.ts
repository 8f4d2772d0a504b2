import { api, read } from '../api/client.js';

export const listTexts = (shop: string) => read(api.v1.texts.$get({ query: { shop } }));

/** Refused (TEXT409) when the words are no longer those that were looked at. */
export const setPurpose = ({ id, hash }: NamedText, purpose: 'marketing' | 'service') =>
  read(api.v1.texts[':id'].purpose.$put({ param: { id }, json: { purpose, hash } }));

export type NamedText = Awaited<ReturnType<typeof listTexts>>['items'][number];
