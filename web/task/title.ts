import { t } from '../i18n/language.svelte.js';
import type { TaskRow } from './task.api.js';

/** What the task is called, as far as the reader may know. */
export function titleOf({ title }: Pick<TaskRow, 'title'>): string {
  return title === null ? t('task.hidden') : title || t('task.erased');
}
