import { api, call, read } from '../api/client.js';
import { exactFirst } from '../list/exact-first.js';

export const listSegments = (shop: string) => read(api.v1.segments.$get({ query: { shop } }));

export const getSegment = (id: string) => read(api.v1.segments[':id'].$get({ param: { id } }));
export type Segment = Awaited<ReturnType<typeof getSegment>>;

type NewSegment = Parameters<typeof api.v1.segments.$post>[0]['json'];

export const addSegment = (json: NewSegment) => read(api.v1.segments.$post({ json }));

export const changeSegment = (id: string, text: string) =>
  read(api.v1.segments[':id'].$put({ param: { id }, json: { text } }));

export const deleteSegment = (id: string) => read(api.v1.segments[':id'].$delete({ param: { id } }));

export const previewSegment = (shop_id: string, text: string) =>
  read(api.v1.segments.preview.$post({ json: { shop_id, text } }));

/** A copy that stays as it is: everybody who is in the segment now gets a tag of their own. Can be undone as a bulk job. */
export async function keepAsTag(segment: Pick<Segment, 'id' | 'shop_id'>, name: string): Promise<void> {
  const { shop_id } = segment;
  const tag = await read(api.v1.tags.$post({ json: { shop_id, name, dimension: 'preference' } }));
  const fans = { filter: { segment: segment.id } };
  await read(api.v1['fan-jobs'].$post({ json: { shop_id, action: { kind: 'tag', tag_ids: [tag.id] }, fans } }));
}

export const overlapOf = (id: string, other: string) =>
  read(api.v1.segments[':id'].overlap.$get({ param: { id }, query: { with: other } }));

/** One part of a condition and how it is with a fan; it holds parts of its own. */
export interface Reason {
  kind: 'and' | 'or' | 'not' | 'leaf';
  text: string;
  holds: boolean;
  value: { type: string; value: string | number | null } | null;
  parts: Reason[];
}

export const whyOf = (shop_id: string, text: string, fan_id: string) =>
  call<Reason>('POST', '/v1/segments/why', { json: { shop_id, text, fan_id } });

/** Some fans of this nick or number that one may see; whoever is called exactly so comes first. */
export const findFans = (shop: string, q: string): Promise<{ fan_id: string; nick: string | null }[]> =>
  exactFirst(q, (by) => read(api.v1.fans.brief.$get({ query: { shop, ...by, limit: '6' } })));
