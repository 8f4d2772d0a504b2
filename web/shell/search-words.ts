import { session } from '../account/session.svelte.js';
import { listed, t } from '../i18n/language.svelte.js';

/** What the search finds for whoever is logged in: pages always, the rest as far as their role goes. */
export function searchWords(): string {
  const found = [
    ...(session.may('fan.update') ? [t('shell.search.fans')] : []),
    ...(session.may('segment.read') ? [t('shell.search.segments')] : []),
    ...(session.may('sop.read') ? [t('shell.search.sops')] : []),
    t('shell.search.pages'),
  ];
  return t('shell.search', { found: listed(found) });
}
