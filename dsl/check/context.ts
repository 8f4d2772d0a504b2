import type { SopNode } from '../ast/file.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { Definitions } from '../catalogue/definitions.js';
import type { Range } from '../ir/program.js';
import type { Parsed } from '../parser/parse.js';
import type { Problem } from '../problem/problem.js';
import type { SendingHours } from './sending-hours.js';
import type { Starter } from './starter.js';

/** What a rule may look at while it checks one file. */
export interface CheckContext {
  parsed: Parsed;
  /** Of all files that are checked together. */
  definitions: Definitions;
  /** All files that are checked together, this one included. */
  files: readonly CheckedFile[];
  catalogue: Catalogue;
  /** Tags that some SOP of the files puts on. */
  tagsSet: readonly string[];
  /** Steps of the files that start an SOP, by its name. */
  starters: ReadonlyMap<string, readonly Starter[]>;
  hoursOf(sop: SopNode): SendingHours;
  report(problem: Problem): void;
}

export interface CheckedFile {
  path: string | null;
  parsed: Parsed;
}

export function textAt(context: CheckContext, range: Range): string {
  return context.parsed.text.slice(range.from, range.to);
}

/** The word for the file's own keyword set. */
export function inLanguage(context: CheckContext, zh: string, en: string): string {
  return context.parsed.language === 'zh' ? zh : en;
}
