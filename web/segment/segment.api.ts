import { api, read } from '../api/client.js';

export const listSegments = (shop: string) => read(api.v1.segments.$get({ query: { shop } }));

type NewSegment = Parameters<typeof api.v1.segments.$post>[0]['json'];

export const addSegment = (json: NewSegment) => read(api.v1.segments.$post({ json }));
