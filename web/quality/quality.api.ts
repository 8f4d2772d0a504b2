import { api, read } from '../api/client.js';

export const getQuality = (shop: string) => read(api.v1.quality.$get({ query: { shop } }));

type FansQuery = Parameters<typeof api.v1.quality.fans.$get>[0]['query'];
export type FanProblem = FansQuery['problem'];

export const listFansWith = (shop: string, problem: FanProblem) =>
  read(api.v1.quality.fans.$get({ query: { shop, problem } }));
