import { api, read } from '../api/client.js';

export const listProducts = (shop: string, after: string) => read(api.v1.products.$get({ query: { shop, after } }));
