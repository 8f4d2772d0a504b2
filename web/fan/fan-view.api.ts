import { api, read } from '../api/client.js';

const page = 'fans';

export const listViews = (shop: string) => read(api.v1.views.$get({ query: { shop, page } }));
export type SavedView = Awaited<ReturnType<typeof listViews>>['items'][number];

interface ViewText {
  name: string;
  query: string;
  shared: boolean;
}

/** A view that was saved once can be given as it was read: what is the server's own is left out. */
export const addView = (shop_id: string, { name, query, shared }: ViewText) =>
  read(api.v1.views.$post({ json: { shop_id, page, name, query, shared } }));

export const changeView = (id: string, { name, query, shared }: ViewText) =>
  read(api.v1.views[':id'].$put({ param: { id }, json: { name, query, shared } }));

export const deleteView = (id: string) => read(api.v1.views[':id'].$delete({ param: { id } }));

export const readLayout = () => read(api.v1.layouts[':page'].$get({ param: { page } }));

type Layout = Parameters<(typeof api.v1.layouts)[':page']['$put']>[0]['json'];
export const keepLayout = (json: Layout) => read(api.v1.layouts[':page'].$put({ param: { page }, json }));
