import type { Range } from '../ir/program.js';
import type { Bilingual } from '../problem/problem.js';

/** What is said of the stretch under the cursor: a title, then a sentence or a few lines. */
export interface Hover {
  range: Range;
  title: Bilingual;
  text: Bilingual;
}
