import { api, read } from '../api/client.js';
import { exactFirst } from '../list/exact-first.js';

export const listPairs = (shop: string) => read(api.v1.merges.pairs.$get({ query: { shop } }));

export type Pair = Awaited<ReturnType<typeof listPairs>>['items'][number];
export type Face = Pair['one'];
export type Verdict = 'same' | 'apart';

export const settlePair = ({ one, other }: Pair, verdict: Verdict) =>
  read(api.v1.merges.pairs.$post({ json: { one: one.record, other: other.record, verdict } }));

export const listMerges = (fan: string) => read(api.v1.fans[':id'].merges.$get({ param: { id: fan } }));

export type Merge = Awaited<ReturnType<typeof listMerges>>['items'][number];

export type Decision = Awaited<ReturnType<typeof listMerges>>['decisions'][number];

export const mergeFans = (fan: string, other: string, note: string | null) =>
  read(api.v1.fans[':id'].merges.$post({ param: { id: fan }, json: { other, note } }));

export const undoMerge = (id: string) => read(api.v1.merges[':id'].undo.$post({ param: { id } }));

/** A few fans of a shop by part of the nick, or by the whole phone number. */
export const findFans = (shop: string, q: string) =>
  exactFirst(q, (by) => read(api.v1.fans.$get({ query: { shop, ...by, limit: '10' } })));
