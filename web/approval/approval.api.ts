import { api, read } from '../api/client.js';

/** Requests of a shop or of one SOP, newest first, and whether publishing needs one. */
export const listApprovals = (shop: string, sop?: string) =>
  read(api.v1.approvals.$get({ query: { shop, ...(sop === undefined ? {} : { sop }) } }));

export const getApproval = (id: string) => read(api.v1.approvals[':id'].$get({ param: { id } }));

export const approve = (id: string) => read(api.v1.approvals[':id'].approve.$post({ param: { id } }));

export const returnRequest = (id: string, note: string) =>
  read(api.v1.approvals[':id'].return.$post({ param: { id }, json: { note } }));

export const withdraw = (id: string) => read(api.v1.approvals[':id'].withdraw.$post({ param: { id } }));

export const setApprovalMode = (shop: string, approval: Approvals['mode'] & string) =>
  read(api.v1.shops[':id'].approval.$put({ param: { id: shop }, json: { approval } }));

export type Approvals = Awaited<ReturnType<typeof listApprovals>>;
export type ApprovalRow = Approvals['items'][number];
