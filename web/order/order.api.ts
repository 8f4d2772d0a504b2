import { api, read } from '../api/client.js';

export const listOrders = (fan: string, shop: string, cursor: string | null) =>
  read(
    api.v1.fans[':id'].orders.$get({
      param: { id: fan },
      query: { shop, ...(cursor === null ? {} : { cursor }) },
    }),
  );

export type Order = Awaited<ReturnType<typeof listOrders>>['items'][number];
