import { api, read } from '../api/client.js';

export const listTeamWork = (shop: string) => read(api.v1['team-work'].$get({ query: { shop } }));
