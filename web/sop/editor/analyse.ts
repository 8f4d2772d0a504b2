import type { FileNode, SopNode } from '@fanloom/dsl/ast/file.js';
import { check } from '@fanloom/dsl/check/check.js';
import { compile } from '@fanloom/dsl/compile/compile.js';
import { type CompileContext, createContext } from '@fanloom/dsl/compile/context.js';
import { compileTests } from '@fanloom/dsl/compile/test-case.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import type { Problem } from '@fanloom/dsl/problem/problem.js';
import { coverageOf } from '@fanloom/dsl/simulate/coverage.js';
import { runTest, type TestResult } from '@fanloom/dsl/simulate/run-test.js';
import type { Answer, Question, TestOutcome } from './question.js';
import { sopView } from './sop-view.js';

/** Everything the editor shows of a text, in one pass. Pure, so that the worker around it stays a shell. */
export function analyse({ no, text, catalogue }: Question): Answer {
  const begun = performance.now();
  const { file } = parse(text);
  const context = createContext([file], catalogue);
  const sops = file.definitions.filter((definition): definition is SopNode => definition.kind === 'sop');
  const compiled = sops.map((sop) => (sop.sound ? compile(sop, context) : { program: null, problems: [] }));
  const programs = compiled.flatMap(({ program }) => program ?? []);
  const results = runTests(file, context, programs);
  return {
    no,
    problems: distinct([...check(text, catalogue), ...compiled.flatMap(({ problems }) => problems)]),
    sops: sops.map((sop, i) => ({
      ...sopView(sop, text),
      coverage: coverage(compiled[i]?.program ?? null, results),
    })),
    tests: testsOf(file, results),
    millis: Math.round(performance.now() - begun),
  };
}

/** What checker and compiler both find is told once. */
function distinct(problems: Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ code, range }) => {
    const key = `${code} ${range.from}`;
    return !seen.has(key) && seen.add(key);
  });
}

function runTests(file: FileNode, context: CompileContext, programs: Program[]): TestResult[] {
  const known = new Set(programs.map(({ name }) => name));
  return compileTests(file, context)
    .tests.filter((test) => known.has(test.sop))
    .map((test) => runTest(test, programs));
}

function testsOf(file: FileNode, results: TestResult[]): TestOutcome[] {
  return file.definitions.flatMap((node) => {
    if (node.kind !== 'test') return [];
    const result = results.find(({ test }) => test.range.from === node.range.from);
    const failure = result?.failures[0];
    return [
      {
        name: node.name.value,
        range: failure?.range ?? node.range,
        passed: result?.passed ?? null,
        detail: failure?.message ?? null,
      },
    ];
  });
}

function coverage(program: Program | null, results: TestResult[]) {
  if (!program) return null;
  const runs = results.filter(({ test }) => test.sop === program.name).flatMap((result) => result.runs);
  const { covered, total } = coverageOf(
    program,
    runs.map(({ trace }) => trace),
  ).steps;
  return { covered, total };
}
