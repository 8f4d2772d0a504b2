import { CHANNELS } from '@fanloom/dsl/vocabulary/channel.js';
import type { Language } from '../i18n/language.svelte.js';

const written: Record<string, string> = { sms: 'SMS', wecom: 'WeCom' };

/** The name of a channel, known or not. */
export function channelName(id: string, language: Language): string {
  const known = Object.entries(CHANNELS).find(([channel]) => channel === id)?.[1];
  if (language === 'zh' && known) return known.zh;
  return written[id] ?? id.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());
}
