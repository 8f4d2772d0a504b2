import { api, read } from '../api/client.js';
import { finishing } from './finishing.js';

type ListQuery = Parameters<typeof api.v1.tasks.$get>[0]['query'];
type TaskState = NonNullable<ListQuery['state']>;

export const taskStates = ['open', 'done', 'cancelled'] as const satisfies readonly TaskState[];

/** A page of tasks, without those that are as good as done. */
export async function listTasks(query: ListQuery) {
  const page = await read(api.v1.tasks.$get({ query }));
  return { ...page, items: page.items.filter(({ id }) => !finishing.has(id)) };
}

type NewTask = Parameters<typeof api.v1.tasks.$post>[0]['json'];

export const makeTask = (json: NewTask) => read(api.v1.tasks.$post({ json }));

type TaskWords = Parameters<(typeof api.v1.tasks)[':id']['$put']>[0]['json'];

export const changeTask = (id: string, json: TaskWords) => read(api.v1.tasks[':id'].$put({ param: { id }, json }));

/** Reaches the server also when the page is just being left. */
export const finishTask = (id: string, result: string) =>
  read(
    api.v1.tasks[':id'].done.$post(
      { param: { id }, json: result === '' ? {} : { result } },
      { init: { keepalive: true } },
    ),
  );

/** Reaches the server also when the page is just being left. */
export const cancelTask = (id: string) =>
  read(api.v1.tasks[':id'].cancel.$post({ param: { id } }, { init: { keepalive: true } }));

export const giveTask = (id: string, assignee_id: string) =>
  read(api.v1.tasks[':id'].$patch({ param: { id }, json: { assignee_id } }));

export type TaskRow = Awaited<ReturnType<typeof listTasks>>['items'][number];
