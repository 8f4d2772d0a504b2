import { UNKNOWN_CATALOGUE } from '../../catalogue/catalogue.js';
import { compile } from '../../compile/compile.js';
import { createContext } from '../../compile/context.js';
import { compileTests } from '../../compile/test-case.js';
import type { Program } from '../../ir/program.js';
import { parse } from '../../parser/parse.js';
import { NEW_SHOP, type SimulationOptions } from '../options.js';
import { runTest, type TestResult } from '../run-test.js';

export interface RunText {
  programs: Program[];
  results: TestResult[];
}

/**
 * Compiles the SOPs of a text and runs its tests.
 *
 * @throws Error when the text has a problem
 */
export function runText(text: string, options: Partial<SimulationOptions> = {}): RunText {
  const { file, problems } = parse(text);
  const context = createContext([file], UNKNOWN_CATALOGUE);
  const sops = file.definitions.filter((definition) => definition.kind === 'sop').map((sop) => compile(sop, context));
  const { tests, problems: ofTests } = compileTests(file, context);
  const all = [...problems, ...sops.flatMap((sop) => sop.problems), ...ofTests];
  if (all.length > 0) throw new Error(all.map(({ code, message }) => `${code} ${message.zh}`).join('\n'));
  const programs = sops.flatMap(({ program }) => program ?? []);
  return { programs, results: tests.map((test) => runTest(test, programs, { ...NEW_SHOP, ...options })) };
}
