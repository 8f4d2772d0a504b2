import { api, read } from '../api/client.js';

type ListQuery = Parameters<typeof api.v1.tasks.$get>[0]['query'];
type TaskState = NonNullable<ListQuery['state']>;

export const taskStates = ['open', 'done', 'cancelled'] as const satisfies readonly TaskState[];

export const listTasks = (query: ListQuery) => read(api.v1.tasks.$get({ query }));

export const finishTask = (id: string) => read(api.v1.tasks[':id'].done.$post({ param: { id } }));

export const giveTask = (id: string, assignee_id: string) =>
  read(api.v1.tasks[':id'].$patch({ param: { id }, json: { assignee_id } }));

export type TaskRow = Awaited<ReturnType<typeof listTasks>>['items'][number];
