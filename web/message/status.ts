import { isKey, t } from '../i18n/language.svelte.js';
import type { Tone } from '../kit/tone.js';
import type { MessageStatus } from './message.api.js';

const tones: Record<MessageStatus, Tone> = {
  planned: 'plain',
  sending: 'accent',
  sent: 'good',
  failed: 'bad',
  unknown: 'warn',
  cancelled: 'plain',
  skipped: 'plain',
};

/** How the status of a message is shown; null where the role does not show it. */
export function statusTag(status: string | null): { label: string; tone: Tone } {
  const tone = Object.entries(tones).find(([known]) => known === status)?.[1] ?? 'plain';
  const key = `message.status.${status}`;
  return { label: isKey(key) ? t(key) : '—', tone };
}
