import { isKey, t } from '../../i18n/language.svelte.js';

/** A branch by its label in a step's key: `met`, `else`, the number of an 如果, or the name of a split's arm. */
export function armLabel(label: string): string {
  const key = `sop.arm.${label}`;
  if (isKey(key)) return t(key);
  return /^\d+$/.test(label) ? t('sop.arm.condition') : label;
}
