import type { FileNode } from '@fanloom/dsl/ast/file.js';
import type { Catalogue } from '@fanloom/dsl/catalogue/catalogue.js';
import { check, type SourceFile } from '@fanloom/dsl/check/check.js';
import { compile } from '@fanloom/dsl/compile/compile.js';
import { type CompileContext, createContext } from '@fanloom/dsl/compile/context.js';
import { compileTests } from '@fanloom/dsl/compile/test-case.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import type { TestCase } from '@fanloom/dsl/ir/test-case.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import type { Problem } from '@fanloom/dsl/problem/problem.js';
import { type Coverage, coverageOf } from '@fanloom/dsl/simulate/coverage.js';
import type { SimulationOptions } from '@fanloom/dsl/simulate/options.js';
import { runTest, type TestResult } from '@fanloom/dsl/simulate/run-test.js';
import { type CompiledDefinitions, compileDefinitions } from '../definition/compile-definitions.js';

/** What is to be said of one file before its SOPs may run. */
export interface ReviewedFile extends SourceFile {
  file: FileNode;
  /** In the order of the text. */
  problems: Problem[];
  sops: ReviewedSop[];
  tests: ReviewedTest[];
  /** Those without an error. */
  defined: CompiledDefinitions;
}

export interface ReviewedSop {
  name: string;
  /** Null where an error keeps it from being compiled. */
  program: Program | null;
  /** By its tests in these files; null without a program. */
  coverage: Coverage | null;
}

export interface ReviewedTest {
  test: TestCase;
  /** Null: its SOP cannot run yet. */
  result: TestResult | null;
}

/** Against what files are reviewed. */
export interface ReviewContext {
  catalogue: Catalogue;
  options: SimulationOptions;
  /** Other texts that are looked at for circles, and not reviewed themselves. */
  beside?: readonly SourceFile[];
}

/** Checks files that belong together, compiles their SOPs and runs their tests. Never throws, whatever the texts say. */
export function review(
  sources: readonly SourceFile[],
  { catalogue, options, beside = [] }: ReviewContext,
): ReviewedFile[] {
  const parsed = sources.map((source) => ({ ...source, file: parse(source.text).file }));
  const context = createContext(
    parsed.map(({ file }) => file),
    catalogue,
  );
  const checked = check([...sources, ...beside], catalogue);
  const compiled = parsed.map((source) => compileFile(source, context, checked));
  const programs = compiled.flatMap(({ sops }) => sops.flatMap(({ program }) => program ?? []));
  const runner = new TestRunner(programs, options);
  const tested = compiled.map((file) => ({ ...file, tests: file.tests.map((test) => runner.run(test)) }));
  const results = tested.flatMap(({ tests }) => tests.flatMap(({ result }) => result ?? []));
  return tested.map((file) => ({
    ...file,
    sops: file.sops.map((sop) => ({ ...sop, coverage: sop.program && coverageBy(sop.program, results) })),
  }));
}

function compileFile(source: SourceFile & { file: FileNode }, context: CompileContext, checked: readonly Problem[]) {
  const { definitions } = source.file;
  const problems = checked.filter((problem) => problem.file === source.path);
  const compiled = definitions.flatMap((definition) => {
    if (definition.kind !== 'sop') return [];
    const name = definition.name.value;
    return [{ name, ...(definition.sound ? compile(definition, context) : { program: null, problems: [] }) }];
  });
  const defined = compileDefinitions(source.file, source.text, context);
  const { tests, problems: ofTests } = compileTests(source.file, context);
  // That a test with a mistake in how it is written cannot run need not be said beside the mistake.
  const unsound = new Set(definitions.flatMap((one) => (one.sound ? [] : one.name.range.from)));
  const found = [
    ...[...compiled, defined].flatMap((one) => one.problems),
    ...ofTests.filter(({ range }) => !unsound.has(range.from)),
  ];
  addNew(problems, found, source.path);
  problems.sort((a, b) => a.range.from - b.range.from);
  return {
    ...source,
    problems,
    tests,
    sops: compiled.map(({ name, program }) => ({ name, program })),
    defined: defined.compiled,
  };
}

/** What the compiler says of a place where the checker has found an error has the same cause. */
function addNew(known: Problem[], found: readonly Problem[], path: string): void {
  for (const problem of found) {
    const { from, to } = problem.range;
    const said = known.some(({ severity, range }) => severity === 'error' && range.from < to && from < range.to);
    if (!said) known.push({ ...problem, file: path });
  }
}

/** Ways through splits that are gone through in one review: a text may not keep the server busy for minutes. */
const MOST_RUNS = 5000;

class TestRunner {
  private runs = 0;

  constructor(
    private readonly programs: readonly Program[],
    private readonly options: SimulationOptions,
  ) {}

  run(test: TestCase): ReviewedTest {
    if (!this.programs.some(({ name }) => name === test.sop)) return { test, result: null };
    if (this.runs >= MOST_RUNS) return { test, result: notRun(test) };
    const result = runTest(test, this.programs, this.options);
    this.runs += result.runs.length;
    return { test, result };
  }
}

function notRun(test: TestCase): TestResult {
  const message = {
    zh: `这些测试合起来的走法超过${String(MOST_RUNS)}种，这一个没有运行。请用 分流 "…" = "…" 选定走法。`,
    en: `Together these tests can go in more than ${String(MOST_RUNS)} ways; this one was not run. Choose ways with split "…" = "…".`,
  };
  return { test, passed: false, runs: [], failures: [{ range: test.range, message }] };
}

function coverageBy(program: Program, results: readonly TestResult[]): Coverage {
  const runs = results.flatMap((result) => (result.test.sop === program.name ? result.runs : []));
  return coverageOf(
    program,
    runs.map(({ trace }) => trace),
  );
}
