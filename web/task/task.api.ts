import { call } from '../api/client.js';

export const taskStates = ['open', 'done', 'cancelled'] as const;
export type TaskState = (typeof taskStates)[number];

export interface TaskRow {
  id: string;
  title: string;
  note: string | null;
  fan: { id: string; nick: string | null } | null;
  assignee: { id: string; name: string } | null;
  assignee_role: string;
  due_at: string;
  state: TaskState;
  state_reason: string | null;
  done_at: string | null;
}

export const listTasks = (shop: string, state: TaskState, fan?: string) =>
  call<{ items: TaskRow[]; next_cursor: string | null }>('GET', '/v1/tasks', { query: { shop, state, fan } });

export const finishTask = (id: string) => call<undefined>('POST', `/v1/tasks/${id}/done`, { json: {} });
