import { tell } from '../api/problem.js';
import { queryClient } from '../api/query-client.js';
import { t } from '../i18n/language.svelte.js';
import { holdBack } from '../kit/hold-back.js';
import { finishing } from './finishing.js';
import { cancelTask, finishTask, type TaskRow } from './task.api.js';
import { titleOf } from './title.js';

/** What was written as the result of tasks that are not done after all. */
const drafts = new Map<string, string>();

export const resultDraft = (task: string) => drafts.get(task) ?? '';

/** Takes a task off the lists. SOPs go on when a task is done, so the server is told when nobody has undone it. */
export async function finishLater(task: TaskRow, result = ''): Promise<void> {
  const { id } = task;
  drafts.set(id, result);
  await sendLater(id, t('task.finished', { title: titleOf(task) }), async () => {
    await finishTask(id, result);
    drafts.delete(id);
  });
}

/** Takes a task off the lists that its maker takes back. */
export async function cancelLater(task: TaskRow): Promise<void> {
  await sendLater(task.id, t('task.takenBack', { title: titleOf(task) }), () => cancelTask(task.id));
}

async function sendLater(id: string, text: string, send: () => Promise<unknown>): Promise<void> {
  finishing.add(id);
  holdBack(text, {
    send: async () => {
      await send().catch(tell);
      await listAgain(id);
    },
    undo: () => void listAgain(id),
  });
  await refresh();
}

function listAgain(id: string): Promise<unknown> {
  finishing.delete(id);
  return refresh();
}

function refresh(): Promise<unknown> {
  return Promise.all(['tasks', 'fan', 'fan-timeline'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
}
