import { CHANNELS } from '@fanloom/dsl/vocabulary/channel.js';
import type { Language } from '../i18n/language.svelte.js';

/** The name of a channel, known or not. */
export function channelName(id: string, language: Language): string {
  const known = Object.entries(CHANNELS).find(([channel]) => channel === id)?.[1];
  return language === 'zh' && known ? known.zh : id.replaceAll('_', ' ');
}
