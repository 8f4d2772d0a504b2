import type { Range } from '../ir/program.js';
import type { Bilingual } from '../problem/problem.js';

export type CompletionKind = 'keyword' | 'event' | 'field' | 'channel' | 'name' | 'value' | 'merge' | 'snippet';

/** One thing that may stand at the cursor. */
export interface CompletionItem {
  label: string;
  kind: CompletionKind;
  /** What it is, in a word or two. */
  detail: Bilingual | null;
  /** What is there already of it and is replaced. */
  range: Range;
  /** With `snippet` set, holds `${1:…}` where one goes on typing. */
  text: string;
}
