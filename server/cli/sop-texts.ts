import type { SopNode } from '@fanloom/dsl/ast/file.js';
import type { SourceFile } from '@fanloom/dsl/check/check.js';
import { type CompileContext, createContext } from '@fanloom/dsl/compile/context.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import type { Problem } from '@fanloom/dsl/problem/problem.js';
import { renderProblem } from '@fanloom/dsl/problem/render.js';
import { UserError } from '../config/user-error.js';
import type { Terminal } from './command.js';
import { folderCatalogue } from './folder-catalogue.js';
import { readSopFiles } from './sop-files.js';

/** An SOP that can be read, in its file. */
export interface SopText extends SourceFile {
  sop: SopNode;
  context: CompileContext;
}

export interface SopTexts {
  sops: SopText[];
  /** What keeps files, or parts of them, from being read. */
  errors: (Problem & { file: string; text: string })[];
}

/** The SOPs of files that belong together. Throws a UserError (SOPCLI006) when there is none. */
export async function readSopTexts(paths: readonly string[]): Promise<SopTexts> {
  const sources = await readSopFiles(paths);
  const parsed = sources.map((source) => ({ ...source, ...parse(source.text) }));
  const context = createContext(
    parsed.map(({ file }) => file),
    folderCatalogue(sources).catalogue,
  );
  const sops = parsed.flatMap(({ path, text, file }) =>
    file.definitions.flatMap((one) => (one.kind === 'sop' && one.sound ? [{ path, text, sop: one, context }] : [])),
  );
  const errors = parsed.flatMap(({ path, text, problems }) =>
    problems.flatMap((problem) => (problem.severity === 'error' ? [{ ...problem, file: path, text }] : [])),
  );
  if (sops.length === 0 && errors.length === 0) throw noSop();
  return { sops, errors };
}

/** Mistakes go to stderr: what stands on stdout is the result alone. */
export function noteErrors({ errors }: SopTexts, terminal: Terminal): void {
  for (const { text, ...problem } of errors) {
    terminal.note({ zh: renderProblem(problem, text, 'zh'), en: renderProblem(problem, text, 'en') });
  }
}

function noSop(): UserError {
  return new UserError('SOPCLI006', {
    zh: '这些文件里没有流程。请写出含有 流程 "名字" { … } 的文件。',
    en: 'There is no SOP in these files. Name a file that holds sop "name" { … }.',
  });
}
