import type { Range } from '../ir/program.js';

export type Severity = 'error' | 'warning';

/** A sentence in both of the product's languages. */
export interface Bilingual {
  zh: string;
  en: string;
}

export interface TextEdit {
  range: Range;
  text: string;
}

export interface Fix {
  title: Bilingual;
  edits: TextEdit[];
}

/** What is wrong with an SOP text, where, and what can be done about it. `code` (SOP103) never changes its meaning. */
export interface Problem {
  code: string;
  /** The file, where several were checked together. */
  file?: string;
  severity: Severity;
  range: Range;
  message: Bilingual;
  fixes: Fix[];
}
