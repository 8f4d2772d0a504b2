import { writeFile } from 'node:fs/promises';
import type { SourceFile } from '@fanloom/dsl/check/check.js';
import { format } from '@fanloom/dsl/format/format.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import type { Problem } from '@fanloom/dsl/problem/problem.js';
import { renderProblem } from '@fanloom/dsl/problem/render.js';
import type { ExitCode, Terminal } from './command.js';
import { readSopFiles } from './sop-files.js';

export interface FormatOptions {
  /** Only tells which files would change. */
  check: boolean;
  /** The keyword set to write in; undefined: each file keeps its own. */
  keywords: 'zh' | 'en' | undefined;
}

interface Formatted extends SourceFile {
  after: string;
  /** What keeps a file from being read, and so from being formatted. */
  errors: Problem[];
}

/** Rewrites files in the one layout, those without mistakes in how they are written. */
export async function formatFiles(
  paths: readonly string[],
  { check, keywords }: FormatOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const files = (await readSopFiles(paths)).map((file): Formatted => {
    const errors = parse(file.text).problems.filter(({ severity }) => severity === 'error');
    return { ...file, after: format(file.text, keywords), errors };
  });
  const changed = files.filter(({ text, after }) => after !== text);
  if (!check) for (const { path, after } of changed) await writeFile(path, after);
  report(files, check, terminal);
  const wrong = files.some(({ errors }) => errors.length > 0);
  return wrong || (check && changed.length > 0) ? 1 : 0;
}

function report(files: readonly Formatted[], check: boolean, terminal: Terminal): void {
  if (terminal.json) {
    const views = files.map(({ path, text, after, errors }) => ({
      path,
      changed: after !== text,
      readable: errors.length === 0,
    }));
    terminal.print(
      JSON.stringify({ ok: views.every((view) => view.readable && !(check && view.changed)), files: views }),
    );
    return;
  }
  const words = {
    zh: { changed: check ? '需要整理' : '已整理', wrong: '有写法错误，没有整理' },
    en: { changed: check ? 'would change' : 'formatted', wrong: 'has mistakes, left as it is' },
  }[terminal.language];
  for (const { path, text, after, errors } of files) {
    if (errors.length > 0) terminal.print(`${path}  ${words.wrong}`);
    else if (after !== text) terminal.print(`${path}  ${words.changed}`);
    for (const error of errors) terminal.print(`${renderProblem({ ...error, file: path }, text, terminal.language)}\n`);
  }
}
