import { api, read } from '../api/client.js';

export const listChannels = (shop: string) => read(api.v1.channels.$get({ query: { shop } }));

type Binding = Parameters<typeof api.v1.channels.$put>[0]['json'];

export const bindChannel = (json: Binding) => read(api.v1.channels.$put({ json }));

export type ChannelRow = Awaited<ReturnType<typeof listChannels>>['items'][number];
