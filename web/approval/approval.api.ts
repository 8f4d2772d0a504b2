import { api, read } from '../api/client.js';

export const listApprovals = (shop: string) => read(api.v1.approvals.$get({ query: { shop } }));

export const getApproval = (id: string) => read(api.v1.approvals[':id'].$get({ param: { id } }));

export const approve = (id: string) => read(api.v1.approvals[':id'].approve.$post({ param: { id } }));

export const returnRequest = (id: string, note: string) =>
  read(api.v1.approvals[':id'].return.$post({ param: { id }, json: { note } }));
