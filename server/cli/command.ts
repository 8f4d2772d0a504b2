import type { Bilingual } from '@fanloom/dsl/problem/problem.js';

export type Language = 'zh' | 'en';

/** 0: done; 1: done, and there are problems to look at; 2: could not run. */
export type ExitCode = 0 | 1 | 2;

/** Where a command writes to, and how the person or program there wants to read it. */
export interface Terminal {
  language: Language;
  /** `--json`: results are JSON, one value per line, and stdout holds nothing else. */
  json: boolean;
  /** The result: a line on stdout. */
  print(line: string): void;
  /** Progress and remarks: a line on stderr. */
  note(text: Bilingual): void;
}

/** One word after `fanloom`. */
export interface Command {
  name: string;
  summary: Bilingual;
  /** Shown by `fanloom NAME --help`: arguments, options and an example, over as many lines as it takes. */
  usage: Bilingual;
  /** `args` is what follows the name, without `--json`, `--lang` and `--help`. May throw a UserError: exit 2. */
  run(args: string[], terminal: Terminal): Promise<ExitCode>;
}
