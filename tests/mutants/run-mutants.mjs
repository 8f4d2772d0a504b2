import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createVitest } from 'vitest/node';
import { mutantsOf } from './mutants.mjs';

/*
 * node tests/mutants/run-mutants.mjs REPORT FILE...
 *
 * Changes one thing at a time in the files and runs the tests of access, the fast ones first. A line of JSON for each mutant
 * goes to the report: the suite that killed it, or `survived`. Mutants come in a random order that is always the same: a
 * run that is interrupted is a fair sample, and the next one goes on where it stopped. It changes the working tree while
 * it runs: use a clone of its own.
 */

const suites = [
  ['unit', /\/server\/access\/[\w-]+\.test\.ts$/],
  ['property', /\/server\/access\/.*\.db\.test\.ts$/],
  ['whole', /\/(server\/role\/|server\/account\/view-as|tests\/leaks\/leaks).*\.db\.test\.ts$/],
];

const [report, ...files] = process.argv.slice(2);
const vitest = await createVitest('test', { watch: true, reporters: [{}] });
await vitest.standalone();
const specifications = await vitest.globTestSpecifications();
if ((await fate()) !== 'survived') throw new Error('The tests fail without any change');

const texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const judged = new Set(existsSync(report) ? readFileSync(report, 'utf8').split('\n').map(idOfLine) : []);
const mutants = [...texts]
  .flatMap(([file, text]) => mutantsOf(file, text))
  .sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
for (const mutant of mutants.filter((one) => !judged.has(idOf(one)))) {
  const text = texts.get(mutant.file);
  put(mutant.file, text.slice(0, mutant.start) + mutant.becomes + text.slice(mutant.end));
  try {
    appendFileSync(report, `${JSON.stringify({ id: idOf(mutant), ...mutant, fate: await fate() })}\n`);
  } finally {
    put(mutant.file, text);
  }
}
await vitest.close();

function idOf({ file, start, becomes }) {
  return createHash('sha256').update(`${file}:${start}:${becomes}`).digest('hex').slice(0, 12);
}

function idOfLine(line) {
  return line === '' ? '' : JSON.parse(line).id;
}

function put(file, text) {
  writeFileSync(file, text);
  vitest.invalidateFile(resolve(file));
}

async function fate() {
  for (const [name, paths] of suites) {
    if (!(await passes(paths))) return name;
  }
  return 'survived';
}

async function passes(paths) {
  const wanted = specifications.filter((one) => paths.test(one.moduleId));
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(wanted);
  return unhandledErrors.length === 0 && testModules.every((module) => module.ok());
}
