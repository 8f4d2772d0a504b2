import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createVitest } from 'vitest/node';
import { mutantsOf } from './mutants.mjs';

/*
 * node tests/mutants/run-mutants.mjs REPORT FILE...
 *
 * Changes one thing at a time in the files and runs the tests of access: the fast ones with every mutant, the slower ones
 * with those that are left. A line of JSON for each mutant and suite goes to the report. Mutants come in a random order that
 * is always the same: a run that is interrupted is a fair sample, and the next one goes on where it stopped. It changes
 * the working tree while it runs: use a clone of its own.
 */

const suites = [
  ['unit', /\/server\/access\/[\w-]+\.test\.ts$/],
  ['property', /\/server\/access\/(plugin|in-shop|kept-queries)[\w-]*\.db\.test\.ts$/],
  ['whole', /\/(server\/access\/routes|server\/role\/|server\/account\/view-as|tests\/leaks\/leaks).*\.db\.test\.ts$/],
];

// All that is asked is whether a test fails: a few random cases, none made smaller, and no test after it.
process.env['ACCESS_RUNS'] ??= '20';
process.env['PROPERTY_SHRINK'] = 'no';
const vitest = await createVitest('test', { watch: true, reporters: [{}], bail: 1, isolate: false, pool: 'threads' });
await vitest.standalone();
const specifications = await vitest.globTestSpecifications();

const [report, ...files] = process.argv.slice(2);
const texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const mutants = [...texts]
  .flatMap(([file, text]) => mutantsOf(file, text))
  .map((mutant) => ({ id: idOf(mutant), ...mutant }))
  .sort((a, b) => (a.id < b.id ? -1 : 1));
const lines = existsSync(report) ? readFileSync(report, 'utf8').split('\n') : [];
const judged = lines.filter((line) => line !== '').map((line) => JSON.parse(line));
const noticed = new Set(judged.filter(({ killed }) => killed).map(({ id }) => id));

for (const [suite, paths] of suites) {
  if (!(await passes(paths))) throw new Error(`The tests of ${suite} fail without any change`);
  const done = new Set(judged.filter((one) => one.suite === suite).map(({ id }) => id));
  for (const mutant of mutants.filter(({ id }) => !done.has(id) && !noticed.has(id))) {
    const killed = !(await passesWith(mutant, paths));
    if (killed) noticed.add(mutant.id);
    appendFileSync(report, `${JSON.stringify({ ...mutant, suite, killed })}\n`);
  }
}
await vitest.close();

function idOf({ file, start, becomes }) {
  return createHash('sha256').update(`${file}:${start}:${becomes}`).digest('hex').slice(0, 12);
}

async function passesWith({ file, start, end, becomes }, paths) {
  const text = texts.get(file);
  put(file, text.slice(0, start) + becomes + text.slice(end));
  try {
    return await passes(paths);
  } finally {
    put(file, text);
  }
}

function put(file, text) {
  writeFileSync(file, text);
  vitest.invalidateFile(resolve(file));
}

async function passes(paths) {
  const wanted = specifications.filter((one) => paths.test(one.moduleId));
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(wanted);
  return unhandledErrors.length === 0 && testModules.every((module) => module.ok());
}
