import { api, read } from '../api/client.js';

export const listStaff = () => read(api.v1.staff.$get());
export const listTeams = () => read(api.v1.teams.$get());
export const listTokens = () => read(api.v1.tokens.$get());

type NewPerson = Parameters<typeof api.v1.staff.$post>[0]['json'];
type Change = Parameters<(typeof api.v1.staff)[':id']['$patch']>[0]['json'];
type NewToken = Parameters<typeof api.v1.tokens.$post>[0]['json'];

export const addStaff = (json: NewPerson) => read(api.v1.staff.$post({ json }));
export const changeStaff = (id: string, json: Change) => read(api.v1.staff[':id'].$patch({ param: { id }, json }));
export const resetPassword = (id: string, password: string) =>
  read(api.v1.staff[':id'].password.$post({ param: { id }, json: { password } }));
export const resetSecondFactor = (id: string) => read(api.v1.staff[':id']['second-factor'].$delete({ param: { id } }));
export const addTeam = (shop_id: string, name: string) => read(api.v1.teams.$post({ json: { shop_id, name } }));
export const addToken = (json: NewToken) => read(api.v1.tokens.$post({ json }));
export const revokeToken = (id: string) => read(api.v1.tokens[':id'].$delete({ param: { id } }));

export const readHandOver = (id: string) => read(api.v1.staff[':id']['hand-over'].$get({ param: { id } }));
export const handOver = (id: string, to: string) =>
  read(api.v1.staff[':id']['hand-over'].$post({ param: { id }, json: { to } }));
export const undoHandOver = (id: string) => read(api.v1['hand-overs'][':id'].$delete({ param: { id } }));
export const viewAs = (staff_id: string) => read(api.v1.session.view.$post({ json: { staff_id } }));
export const endView = () => read(api.v1.session.view.$delete());

export type Person = Awaited<ReturnType<typeof listStaff>>['items'][number];
export type Token = Awaited<ReturnType<typeof listTokens>>['items'][number];
export type TokenScope = NewToken['scopes'][number];
