/** The two keyword sets. Both give one AST. */
export type Language = 'zh' | 'en';

/** How something is written in each keyword set; the first spelling of each is the one the formatter prints. */
export interface Spelling {
  zh: readonly string[];
  en: readonly string[];
}
