import type { VALUE_TIERS } from '@fanloom/dsl/vocabulary/field.js';
import type { Language } from '../i18n/language.svelte.js';

const english: Record<(typeof VALUE_TIERS)[number], string> = {
  重要价值: 'Important, valuable',
  重要发展: 'Important, to develop',
  重要保持: 'Important, to keep',
  重要挽留: 'Important, to win back',
  一般价值: 'General, valuable',
  一般发展: 'General, to develop',
  一般保持: 'General, to keep',
  一般挽留: 'General, to win back',
};

/** The name of a value tier. In conditions it is written in Chinese, which stands beside the English one. */
export function tierName(tier: string, language: Language): string {
  const name = Object.entries(english).find(([known]) => known === tier)?.[1];
  return language === 'en' && name !== undefined ? `${name} (${tier})` : tier;
}
