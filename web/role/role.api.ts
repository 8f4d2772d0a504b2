import { api, read } from '../api/client.js';

export const listRoles = () => read(api.v1.roles.$get());
export const listParts = () => read(api.v1.roles.parts.$get());

type RoleInput = Parameters<typeof api.v1.roles.$post>[0]['json'];

export const addRole = (json: RoleInput) => read(api.v1.roles.$post({ json }));
export const changeRole = (id: string, json: ChangedRole) => read(api.v1.roles[':id'].$put({ param: { id }, json }));
export const removeRole = (id: string) => read(api.v1.roles[':id'].$delete({ param: { id } }));

export const readRights = (staff: string) => read(api.v1.access.rights.$get({ query: { staff } }));
export const askWhy = (staff: string, fan: string, field: string) =>
  read(api.v1.access.why.$get({ query: { staff, fan, ...(field && { field }) } }));

export type Role = Awaited<ReturnType<typeof listRoles>>['items'][number];
export type ChangedRole = Pick<Role, 'name_zh' | 'name_en' | 'rules' | 'updated_at'>;
export type Rule = Role['rules'][number];
export type RuleParts = Awaited<ReturnType<typeof listParts>>['items'][number];
export type Rights = Awaited<ReturnType<typeof readRights>>;
export type Answer = Awaited<ReturnType<typeof askWhy>>;
