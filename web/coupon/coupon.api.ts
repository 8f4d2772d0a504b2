import { api, read } from '../api/client.js';

export const listCoupons = (shop: string) => read(api.v1.coupons.$get({ query: { shop } }));
