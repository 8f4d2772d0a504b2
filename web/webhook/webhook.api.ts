import { api, read } from '../api/client.js';

export const listTargets = (shop: string) => read(api.v1['webhook-targets'].$get({ query: { shop } }));

type Target = Parameters<(typeof api.v1)['webhook-targets']['$put']>[0]['json'];

export const putTarget = (json: Target) => read(api.v1['webhook-targets'].$put({ json }));

export const deleteTarget = (shop: string, name: string) =>
  read(api.v1['webhook-targets'].$delete({ query: { shop, name } }));

export type TargetRow = Awaited<ReturnType<typeof listTargets>>['items'][number];
