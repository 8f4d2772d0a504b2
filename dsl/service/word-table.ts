import { CHANNELS } from '../vocabulary/channel.js';
import { EVENTS } from '../vocabulary/event.js';
import { FIELDS } from '../vocabulary/field.js';
import { KEYWORDS, WEEKDAYS } from '../vocabulary/keyword.js';
import type { Language } from '../vocabulary/language.js';
import { PROPERTIES } from '../vocabulary/property.js';
import { VALUE_TYPE_NAMES } from '../vocabulary/value-type.js';
import type { Bilingual } from '../problem/problem.js';
import type { CompletionKind } from './completion-item.js';

/** A word of the language that stands for itself. */
export interface VocabularyWord {
  id: string;
  text: string;
  kind: CompletionKind;
  detail: Bilingual | null;
}

const EVENT: Bilingual = { zh: '行为', en: 'event' };
const CHANNEL: Bilingual = { zh: '渠道', en: 'channel' };
const VALUES: Record<string, Record<Language, readonly string[]>> = {
  Duration: { zh: ['1小时', '1天', '3天', '7天', '30天'], en: ['1 hour', '1 day', '3 days', '7 days', '30 days'] },
  Time: { zh: ['10:00', '20:00'], en: ['10:00', '20:00'] },
  Money: { zh: ['10元', '100元'], en: ['10 yuan', '100 yuan'] },
  Count: { zh: ['1次', '2次'], en: ['1 time', '2 times'] },
  Pieces: { zh: ['1条', '3条'], en: ['1 message', '3 messages'] },
  Points: { zh: ['5分', '10分'], en: ['5 points', '10 points'] },
  Percent: { zh: ['10%', '50%'], en: ['10%', '50%'] },
  DayOfMonth: { zh: ['1日', '15日'], en: ['1', '15'] },
};

/** The words that a token type may be written as; the first spelling of each. Only examples for numbers. */
export function wordsOf(type: string, language: Language): readonly VocabularyWord[] {
  return tables[language].get(type) ?? [];
}

const tables: Record<Language, ReadonlyMap<string, readonly VocabularyWord[]>> = { zh: table('zh'), en: table('en') };

function table(language: Language): Map<string, readonly VocabularyWord[]> {
  const words = new Map<string, readonly VocabularyWord[]>();
  for (const [name, spelling] of Object.entries(KEYWORDS)) {
    const text = spelling[language][0];
    if (text !== undefined) words.set(name, [{ id: name, text, kind: 'keyword', detail: null }]);
  }
  const spell = (id: string, { zh }: { zh: string }) => (language === 'zh' ? zh : id);
  words.set(
    'Event',
    Object.entries(EVENTS).map(([id, word]) => ({ id, text: spell(id, word), kind: 'event', detail: EVENT })),
  );
  words.set('Field', typed(FIELDS, spell));
  words.set('Property', typed(PROPERTIES, spell));
  words.set(
    'Channel',
    Object.entries(CHANNELS).map(([id, word]) => ({ id, text: spell(id, word), kind: 'channel', detail: CHANNEL })),
  );
  words.set(
    'Weekday',
    WEEKDAYS[language].map((text) => ({ id: text, text, kind: 'value', detail: null })),
  );
  for (const [type, examples] of Object.entries(VALUES)) {
    words.set(
      type,
      examples[language].map((text) => ({ id: text, text, kind: 'value', detail: null })),
    );
  }
  return words;
}

type Typed = Record<string, { zh: string; type: keyof typeof VALUE_TYPE_NAMES }>;

function typed(words: Typed, spell: (id: string, word: { zh: string }) => string): VocabularyWord[] {
  return Object.entries(words).map(([id, word]) => ({
    id,
    text: spell(id, word),
    kind: 'field',
    detail: VALUE_TYPE_NAMES[word.type],
  }));
}
