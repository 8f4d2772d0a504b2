import { fill, type Values } from './fill.js';
import { type Key, texts } from './texts.js';

export type Language = 'zh' | 'en';

const STORED = 'fanloom.language';

let chosen = $state<Language>(initial());

function initial(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === 'zh' || stored === 'en') return stored;
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh';
}

export function language(): Language {
  return chosen;
}

export function setLanguage(next: Language): void {
  chosen = next;
  localStorage.setItem(STORED, next);
  document.documentElement.lang = locale();
}

/** True when this browser's user has picked a language; then the account's does not apply. */
export function languageChosen(): boolean {
  return localStorage.getItem(STORED) !== null;
}

/** BCP 47 tag for Intl and the page. */
export function locale(): string {
  return chosen === 'zh' ? 'zh-CN' : 'en';
}

/** The text of a key in the reader's language, with `{name}` filled in. */
export function t(key: Key, values?: Values): string {
  return fill(texts[key][chosen], values);
}

/** Picks from a pair that carries both languages, such as a problem's message. */
export function pick(pair: { zh: string; en: string }): string {
  return pair[chosen];
}

/** Several names as one text: `首购粉、复购粉`, `Operator, Analyst`. */
export function listed(names: readonly string[]): string {
  return names.join(chosen === 'zh' ? '、' : ', ');
}

export function isKey(key: string): key is Key {
  return Object.hasOwn(texts, key);
}

export type { Key };
