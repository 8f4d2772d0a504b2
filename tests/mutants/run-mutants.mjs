import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createVitest } from 'vitest/node';
import { mutantsOf } from './mutants.mjs';

/*
 * node tests/mutants/run-mutants.mjs REPORT FILE...
 *
 * Changes one thing at a time in the files and runs the tests of access, the fast ones first. A line of JSON for each mutant
 * goes to the report: killed by `unit` or `database`, or `survived`. It changes the working tree while it runs: use a
 * clone of its own.
 */

const suites = [
  ['unit', /\/server\/access\/.*\.test\.ts$/],
  ['database', /\/(server\/(access|role)\/|server\/account\/view-as|tests\/leaks\/leaks).*\.db\.test\.ts$/],
];

const [report, ...files] = process.argv.slice(2);
const vitest = await createVitest('test', { watch: true, reporters: [{}] });
await vitest.standalone();
const specifications = await vitest.globTestSpecifications();
if ((await fate()) !== 'survived') throw new Error('The tests fail without any change');
for (const file of files) {
  const text = readFileSync(file, 'utf8');
  try {
    for (const mutant of mutantsOf(file, text)) {
      put(file, text.slice(0, mutant.start) + mutant.becomes + text.slice(mutant.end));
      const { start: _start, end: _end, ...told } = mutant;
      appendFileSync(report, `${JSON.stringify({ ...told, fate: await fate() })}\n`);
    }
  } finally {
    put(file, text);
  }
}
await vitest.close();

function put(file, text) {
  writeFileSync(file, text);
  vitest.invalidateFile(resolve(file));
}

async function fate() {
  for (const [project, paths] of suites) {
    if (!(await passes(project, paths))) return project;
  }
  return 'survived';
}

async function passes(project, paths) {
  const wanted = specifications.filter((one) => one.project.name === project && paths.test(one.moduleId));
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(wanted);
  return unhandledErrors.length === 0 && testModules.every((module) => module.ok());
}
