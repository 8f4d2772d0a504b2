import { t } from '../i18n/language.svelte.js';
import type { Field, Target } from './import.api.js';

/** What a column stands for, in words; fields of the shop's own go by their names. */
export function targetName(target: Target): string {
  return isField(target) ? t(`import.field.${target}`) : target.slice(target.indexOf(':') + 1);
}

function isField(target: Target): target is Field {
  return !target.includes(':');
}
