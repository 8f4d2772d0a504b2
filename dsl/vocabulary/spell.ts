import { CHANNELS } from './channel.js';
import { EVENTS } from './event.js';
import { FIELDS } from './field.js';
import { KEYWORDS, WEEKDAYS, type Keyword } from './keyword.js';
import type { Language } from './language.js';
import { PROPERTIES } from './property.js';

const TABLES: Record<string, { zh: string }>[] = [CHANNELS, EVENTS, FIELDS, PROPERTIES];

/** A keyword in one language; null where the set has no such word. */
export function spellKeyword(keyword: Keyword, language: Language): string | null {
  return KEYWORDS[keyword][language][0] ?? null;
}

/** A vocabulary word (event, field, property, channel id) in one language; the id itself where it is not known. */
export function spellWord(id: string, language: Language): string {
  if (language === 'en') return id;
  const table = TABLES.find((words) => Object.hasOwn(words, id));
  return table?.[id]?.zh ?? id;
}

/** Any word by what the lexer says of it: keyword name, vocabulary id, or `Weekday` with its number. */
export function spell(value: string, amount: number, language: Language): string | null {
  if (value === 'Weekday') return WEEKDAYS[language][amount - 1] ?? null;
  if (Object.hasOwn(KEYWORDS, value)) return spellKeyword(value as Keyword, language);
  return spellWord(value, language);
}
