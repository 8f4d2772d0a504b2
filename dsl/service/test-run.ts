import { compileTests } from '../compile/test-case.js';
import type { Range } from '../ir/program.js';
import type { Bilingual } from '../problem/problem.js';
import { type Coverage, coverageOf } from '../simulate/coverage.js';
import { NEW_SHOP } from '../simulate/options.js';
import { runTest, type TestResult } from '../simulate/run-test.js';
import type { Diagnosis } from './diagnostics.js';
import type { Document, Shop } from './project.js';

/** How one test of a text ended. */
export interface TestOutcome {
  name: string;
  /** The whole test. */
  range: Range;
  /** Null: its SOP has errors, or there were too many ways to go through. */
  passed: boolean | null;
  /** Lines that came out differently. */
  failures: { range: Range; message: Bilingual }[];
}

export interface TestRun {
  tests: TestOutcome[];
  /** Steps and branches that the tests come to, by SOP. */
  coverage: Record<string, Coverage>;
}

/** Ways through splits that are gone through at once: an editor answers, whatever a text says. */
const MOST_RUNS = 500;

/** Runs the tests of a document in virtual time. */
export function runTests(document: Document, { programs, context }: Diagnosis, shop: Shop): TestRun {
  const known = new Set(programs.map(({ name }) => name));
  const options = { ...NEW_SHOP, zone: shop.zone, shopQuiet: shop.catalogue.quiet };
  const results: TestResult[] = [];
  let runs = 0;
  for (const test of compileTests(document.parsed.file, context).tests) {
    if (!known.has(test.sop) || runs >= MOST_RUNS) continue;
    const result = runTest(test, programs, options);
    runs += result.runs.length;
    results.push(result);
  }
  const coverage = programs.map((program) => [program.name, coverageBy(program, results)] as const);
  return { tests: outcomes(document, results), coverage: Object.fromEntries(coverage) };
}

function coverageBy(program: Diagnosis['programs'][number], results: readonly TestResult[]): Coverage {
  const runs = results.flatMap((result) => (result.test.sop === program.name ? result.runs : []));
  return coverageOf(
    program,
    runs.map(({ trace }) => trace),
  );
}

function outcomes({ parsed }: Document, results: readonly TestResult[]): TestOutcome[] {
  return parsed.file.definitions.flatMap((node) => {
    if (node.kind !== 'test') return [];
    const result = results.find(({ test }) => test.range.from === node.range.from);
    const failures = (result?.failures ?? []).map(({ range, message }) => ({ range, message }));
    return [{ name: node.name.value, range: node.range, passed: result?.passed ?? null, failures }];
  });
}
