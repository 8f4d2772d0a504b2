import { api, read } from '../api/client.js';

export const getQuality = (shop: string) => read(api.v1.quality.$get({ query: { shop } }));
