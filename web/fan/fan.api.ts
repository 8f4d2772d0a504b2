import { api, read } from '../api/client.js';

type ListQuery = Parameters<typeof api.v1.fans.$get>[0]['query'];
export const listFans = (query: ListQuery) => read(api.v1.fans.$get({ query }));
export type ListedFan = Awaited<ReturnType<typeof listFans>>['items'][number];

export const getFan = (id: string, shop: string) => read(api.v1.fans[':id'].$get({ param: { id }, query: { shop } }));

export const getOwnScores = (id: string, shop: string) =>
  read(api.v1.fans[':id'].scores.$get({ param: { id }, query: { shop } }));

export const timelineKinds = ['event', 'message', 'tag', 'sop', 'points'] as const;
type TimelineKind = (typeof timelineKinds)[number];

export const getTimeline = (id: string, shop: string, type: TimelineKind | null, cursor: string | null) =>
  read(
    api.v1.fans[':id'].timeline.$get({
      param: { id },
      query: { shop, ...(type === null ? {} : { type }), ...(cursor === null ? {} : { cursor }) },
    }),
  );

export const unmask = (id: string, field: 'phone' | 'email') =>
  read(api.v1.fans[':id'].unmask.$post({ param: { id }, json: { field } }));

export type Fan = Awaited<ReturnType<typeof getFan>>;
export type Enrolment = Fan['sops'][number];
export type TimelineItem = Awaited<ReturnType<typeof getTimeline>>['items'][number];

/** SOPs of a shop that let fans in now. */
export const listOpenSops = async (shop: string) =>
  (await read(api.v1.sops.$get({ query: { shop } }))).items.filter((sop) => sop.live !== null && sop.gate === 'open');

export const enterSop = (id: string, fan: string) =>
  read(api.v1.sops[':id'].fans.$post({ param: { id }, json: { fan_ids: [fan] } }));

export const listTags = (shop: string) => read(api.v1.tags.$get({ query: { shop } }));
