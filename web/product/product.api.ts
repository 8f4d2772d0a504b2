import { api, read } from '../api/client.js';

export const listProducts = (shop: string, after: string) => read(api.v1.products.$get({ query: { shop, after } }));
export type SoldProduct = Awaited<ReturnType<typeof listProducts>>['items'][number];

type ProductCycle = Parameters<typeof api.v1.products.cycle.$put>[0]['json'];
export const setProductCycle = (json: ProductCycle) => read(api.v1.products.cycle.$put({ json }));
