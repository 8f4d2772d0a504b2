import { api, read } from '../api/client.js';

export const listNotices = (cursor: string | null) =>
  read(api.v1.notices.$get({ query: { limit: '20', ...(cursor === null ? {} : { cursor }) } }));

export const readNotice = (id: string) => read(api.v1.notices[':id'].read.$post({ param: { id } }));

export const readAllNotices = (up_to: string) => read(api.v1.notices.read.$post({ json: { up_to } }));

export type NoticeRow = Awaited<ReturnType<typeof listNotices>>['items'][number];
