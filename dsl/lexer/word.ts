import type { TokenType } from 'chevrotain';
import { CHANNELS } from '../vocabulary/channel.js';
import { EVENTS } from '../vocabulary/event.js';
import { FIELDS } from '../vocabulary/field.js';
import { KEYWORDS, WEEKDAYS } from '../vocabulary/keyword.js';
import type { Language, Spelling } from '../vocabulary/language.js';
import { PROPERTIES } from '../vocabulary/property.js';
import * as types from './token-type.js';

/** One spelling of one word of the closed vocabulary. */
export interface Word {
  text: string;
  type: TokenType;
  /** Keyword name or vocabulary id. */
  value: string;
  language: Language | null;
  /** Number of a weekday. */
  amount: number;
}

export interface WordMatch {
  word: Word;
  to: number;
}

const words = new Map<string, Word>();

/** The first word to claim a spelling keeps it: keywords before vocabulary. */
function add(text: string, word: Omit<Word, 'text' | 'language'>, language: Language): void {
  const shared = !/[\p{L}]/u.test(text) || /^[A-Z]$/.test(text);
  if (!words.has(text)) words.set(text, { ...word, text, language: shared ? null : language });
}

function addAll(spelling: Spelling, word: Omit<Word, 'text' | 'language'>): void {
  for (const text of spelling.zh) add(text, word, 'zh');
  for (const text of spelling.en) add(text, word, 'en');
}

function addTable(table: Record<string, { zh: string }>, type: TokenType): void {
  for (const [id, { zh }] of Object.entries(table)) addAll({ zh: [zh], en: [id] }, { type, value: id, amount: 0 });
}

for (const [name, spelling] of Object.entries(KEYWORDS)) {
  const type = types.KEYWORD_TYPES[name as keyof typeof KEYWORDS];
  addAll(spelling, { type, value: name, amount: 0 });
}
WEEKDAYS.zh.forEach((text, i) => add(text, { type: types.Weekday, value: 'Weekday', amount: i + 1 }, 'zh'));
WEEKDAYS.en.forEach((text, i) => add(text, { type: types.Weekday, value: 'Weekday', amount: i + 1 }, 'en'));
addTable(CHANNELS, types.Channel);
addTable(EVENTS, types.Event);
addTable(FIELDS, types.Field);
addTable(PROPERTIES, types.Property);

/** Every spelling the lexer knows. */
export const WORDS: readonly Word[] = [...words.values()];

const byFirst = new Map<string, Word[]>();
for (const word of [...WORDS].sort((a, b) => b.text.length - a.text.length)) {
  const first = word.text.charAt(0);
  byFirst.set(first, [...(byFirst.get(first) ?? []), word]);
}

const LETTER = /[A-Za-z_]/;

/** End of `word` at `from`, or -1. A blank in an English word stands for one or more; it ends at a word's end. */
function matchAt(text: string, from: number, word: string): number {
  let at = from;
  for (const c of word) {
    if (c === ' ') {
      if (text[at] !== ' ' && text[at] !== '\t') return -1;
      while (text[at] === ' ' || text[at] === '\t') at++;
    } else if (text[at++] !== c) return -1;
  }
  return LETTER.test(word.charAt(word.length - 1)) && LETTER.test(text.charAt(at)) ? -1 : at;
}

/** The longest word of the vocabulary that stands at `from` in a narrowed text. */
export function matchWord(text: string, from: number): WordMatch | null {
  let best: WordMatch | null = null;
  for (const word of byFirst.get(text.charAt(from)) ?? []) {
    const to = matchAt(text, from, word.text);
    if (to > from && (best === null || to > best.to)) best = { word, to };
  }
  return best;
}
