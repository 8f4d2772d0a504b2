import { call } from '../api/client.js';

export const messageStatuses = ['planned', 'sending', 'sent', 'failed', 'unknown', 'cancelled', 'skipped'] as const;
export type MessageStatus = (typeof messageStatuses)[number];

export interface MessageRow {
  id: string;
  fan: { id: string; nick: string | null };
  sop: { id: string; name: string } | null;
  channel: string;
  status: MessageStatus;
  reason: string | null;
  body: string | null;
  coupon: string | null;
  provider: string | null;
  attempt: number;
  send_at: string;
  done_at: string | null;
}

export interface MessageQuery {
  shop: string;
  status?: string;
  channel?: string;
  sop?: string;
  cursor?: string;
  limit?: string;
}

export const listMessages = (query: MessageQuery) =>
  call<{ items: MessageRow[]; next_cursor: string | null }>('GET', '/v1/messages', { query: { ...query } });
