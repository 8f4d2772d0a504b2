import { FIELDS, fieldWord } from '@fanloom/dsl/vocabulary/field.js';
import type { Language } from '../i18n/language.svelte.js';

/** Built-in fields by id, as the API names them. */
export const FIELD_IDS: readonly string[] = Object.keys(FIELDS);

/** What a person calls a field that a target may have: a built-in one by id, the shop's own as `custom.<name>`. */
export function fieldName(id: string, language: Language): string {
  if (id.startsWith('custom.')) return id.slice('custom.'.length);
  return language === 'zh' ? (fieldWord(id)?.zh ?? id) : id.replaceAll('_', ' ');
}
