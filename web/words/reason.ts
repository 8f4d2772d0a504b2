import { isKey, t } from '../i18n/language.svelte.js';

/** Why a message did not go out, or a fan left, by the engine's code; unknown codes are shown as they are. */
export function reasonText(code: string): string {
  const key = `reason.${code}`;
  return isKey(key) ? t(key) : code;
}
