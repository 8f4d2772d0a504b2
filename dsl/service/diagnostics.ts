import { checkParsed } from '../check/check.js';
import { compile } from '../compile/compile.js';
import { type CompileContext, createContext } from '../compile/context.js';
import type { Program } from '../ir/program.js';
import type { Problem } from '../problem/problem.js';
import type { Project } from './project.js';

/** Everything that is known of a project before its tests run. */
export interface Diagnosis {
  /** In the order of the texts; each names its document. */
  problems: Problem[];
  /** Of the SOPs that could be compiled. */
  programs: Program[];
  context: CompileContext;
}

/** What is wrong in the documents, taken together, and what their SOPs compile to. Never throws. */
export function diagnose({ documents, shop }: Project): Diagnosis {
  const context = createContext(
    documents.map(({ parsed }) => parsed.file),
    shop.catalogue,
  );
  const problems = checkParsed(documents, shop.catalogue);
  const programs: Program[] = [];
  for (const { path, parsed } of documents) {
    for (const definition of parsed.file.definitions) {
      if (definition.kind !== 'sop' || !definition.sound) continue;
      const compiled = compile(definition, context);
      if (compiled.program) programs.push(compiled.program);
      addNew(problems, compiled.problems, path);
    }
  }
  return { problems, programs, context };
}

/** The problems of one document, in the order of its text. */
export function problemsIn({ problems }: Diagnosis, path: string): Problem[] {
  return problems.filter(({ file }) => file === path).sort((a, b) => a.range.from - b.range.from);
}

/** What the compiler says of a place where the checker has found an error has the same cause. */
function addNew(known: Problem[], found: readonly Problem[], path: string): void {
  for (const problem of found) {
    const { from, to } = problem.range;
    const said = known.some(
      ({ file, severity, range }) => file === path && severity === 'error' && range.from < to && from < range.to,
    );
    if (!said) known.push({ ...problem, file: path });
  }
}
