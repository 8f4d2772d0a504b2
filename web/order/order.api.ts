import { api, read } from '../api/client.js';

export const listOrders = (fan: string, shop: string, cursor: string | null) =>
  read(
    api.v1.fans[':id'].orders.$get({
      param: { id: fan },
      query: { shop, ...(cursor === null ? {} : { cursor }) },
    }),
  );

type Listed = Parameters<typeof api.v1.orders.$get>[0]['query'];
type OrderFilter = { [Name in Exclude<keyof Listed, 'shop' | 'cursor' | 'limit'>]?: Listed[Name] | undefined };

/** Orders of everybody in the shop whom one sees. */
export function listShopOrders(shop: string, filter: OrderFilter, cursor: string | null) {
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  return read(api.v1.orders.$get({ query: { shop, ...given, ...(cursor === null ? {} : { cursor }) } }));
}

export type Order = Awaited<ReturnType<typeof listOrders>>['items'][number];
