import { api, read } from '../api/client.js';

export const listShops = () => read(api.v1.shops.$get());

/** Active people who have a role in the shop. */
export const listOwners = (shop: string) => read(api.v1.shops[':id'].owners.$get({ param: { id: shop } }));

type Settings = Parameters<(typeof api.v1.shops)[':id']['settings']['$put']>[0]['json'];

export const saveShop = (id: string, json: Settings) =>
  read(api.v1.shops[':id'].settings.$put({ param: { id }, json }));

export type Shop = Awaited<ReturnType<typeof listShops>>['items'][number];

/** The links that texts may name, in the order in which a shop fills them in. */
export const LINKS = [
  'live.link',
  'live.short_link',
  'coupon.link',
  'survey.link',
  'survey.short_link',
  'shop.link',
  'shop.short_link',
  'shop.tutorial_link',
] as const;

/** What else they may name. */
export const WORDS = ['shop.phone', 'live.start'] as const;
