import { wayWords } from '@fanloom/dsl/explain/way-words.js';
import type { Program, Range, Step } from '@fanloom/dsl/ir/program.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { lineAt, lineStarts } from '@fanloom/dsl/problem/locate.js';
import type { Coverage } from '@fanloom/dsl/simulate/coverage.js';
import { checkedText } from '../sop/checked-text.js';
import type { ReviewedFile, ReviewedTest } from '../sop/review.js';
import type { ExitCode, Terminal } from './command.js';
import { countOf, printProblems, reviewFiles } from './sop-check.js';
import { traceLines } from './sop-trace.js';

/** Runs the tests in files and tells which steps and branches they go through. */
export async function testFiles(paths: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const files = await reviewFiles(paths, terminal);
  const tests = files.flatMap((file) => file.tests);
  const failed = tests.filter(({ result }) => !result?.passed).length;
  const errors = countOf(files, 'error');
  const ok = failed === 0 && errors === 0;
  if (terminal.json) {
    terminal.print(JSON.stringify({ ok, files: files.map(jsonView) }));
  } else {
    printProblems(files.map(onlyErrors), terminal);
    for (const file of files) printTests(file, terminal);
    const [all, bad] = [String(tests.length), String(failed)];
    terminal.print(
      terminal.language === 'zh' ? `${all} 个测试，${bad} 个没有通过` : `Tests: ${all}, not passed: ${bad}`,
    );
  }
  return ok ? 0 : 1;
}

function jsonView(file: ReviewedFile) {
  const { tests, ...rest } = checkedText(file);
  const traces = file.tests.map(({ result }) => result?.runs.map(({ arms, trace }) => ({ arms, trace })) ?? []);
  return {
    path: file.path,
    ...rest,
    tests: tests.map((test, i) => ({ ...test, runs: traces[i] ?? [] })),
    never_reached: file.sops.flatMap(({ name, program, coverage }) =>
      program && coverage
        ? missedIn(program, coverage).map((missed) => ({ sop: name, ...placeOf(file.text, missed) }))
        : [],
    ),
  };
}

/** A step, or a way on from one, that no test has come to. Without a step: a leave clause or the longest stay. */
interface Missed {
  step: Step | null;
  way: string | null;
}

function missedIn({ steps }: Program, coverage: Coverage): Missed[] {
  const missed = coverage.steps.missing.flatMap((key): Missed[] => {
    const step = steps.find((one) => one.key === key);
    return step ? [{ step, way: null }] : [];
  });
  const ways = coverage.branches.missing.map((key): Missed => {
    const step = steps.find((one) => key.startsWith(`${one.key}/`) && !key.includes('/', one.key.length + 1)) ?? null;
    return { step, way: step ? key.slice(step.key.length + 1) : key };
  });
  return [...missed, ...ways];
}

function placeOf(text: string, { step, way }: Missed) {
  return { key: step?.key ?? null, way, line: step ? lineAt(lineStarts(text), step.range.from) + 1 : null };
}

function onlyErrors(file: ReviewedFile): ReviewedFile {
  return { ...file, problems: file.problems.filter(({ severity }) => severity === 'error') };
}

function printTests(file: ReviewedFile, terminal: Terminal): void {
  if (file.tests.length === 0 && file.sops.length === 0) return;
  terminal.print(file.path);
  for (const test of file.tests) printTest(file, test, terminal);
  for (const { name, program, coverage } of file.sops) {
    if (program && coverage) printCoverage(file.text, name, program, coverage, terminal);
  }
  terminal.print('');
}

const WORDS = {
  zh: { cannotRun: '流程有错误，不能运行', arms: '分流', happened: '经过' },
  en: { cannotRun: 'its SOP has errors and cannot run', arms: 'split', happened: 'what happened' },
};

function printTest({ text }: ReviewedFile, { test, result }: ReviewedTest, terminal: Terminal): void {
  const { language } = terminal;
  const words = WORDS[language];
  terminal.print(`  ${result?.passed ? '✓' : '✗'} ${test.name}`);
  if (result === null) terminal.print(`      ${words.cannotRun}`);
  for (const { range, message } of result?.failures ?? []) {
    terminal.print(`      ${lineOf(text, range.from, language)}`);
    terminal.print(`        ${message[language]}`);
  }
  for (const { arms, trace } of result?.runs.filter(({ failures }) => failures.length > 0) ?? []) {
    const chosen = Object.entries(arms).map(([split, arm]) => `${words.arms} "${split}" = "${arm}"`);
    terminal.print(`      ${[words.happened, ...chosen].join(' · ')}`);
    for (const line of traceLines(trace, language)) terminal.print(`        ${line}`);
  }
}

/** `第12行  应当 发出 私信 1次` */
function lineOf(text: string, offset: number, language: Terminal['language']): string {
  const starts = lineStarts(text);
  const line = lineAt(starts, offset);
  const words = text.slice(starts[line], starts[line + 1]).trim();
  return `${language === 'zh' ? `第${String(line + 1)}行` : `line ${String(line + 1)}`}  ${words}`;
}

function printCoverage(
  text: string,
  name: string,
  program: Program,
  { steps, branches }: Coverage,
  terminal: Terminal,
): void {
  const { language } = terminal;
  if (steps.covered === 0) {
    terminal.print(language === 'zh' ? `  “${name}”：还没有测试走到它` : `  “${name}”: no test goes through it yet`);
    return;
  }
  const missed = missedIn(program, { steps, branches }).filter(({ step, way }, _, all) => !isInside(step, way, all));
  terminal.print(`  ${coverageWords(name, steps, branches, language)}`);
  for (const { step, way } of missed) {
    const words = way === null || step === null ? [] : [wayWords(way)[language]];
    const place = [...(step ? [stepLine(text, step.range, language)] : wayLine(text, name, way, language)), ...words];
    terminal.print(`      ${language === 'zh' ? '没走到' : 'never reached'} ${place.join(' → ')}`);
  }
}

function coverageWords(
  name: string,
  steps: Coverage['steps'],
  branches: Coverage['branches'],
  language: Terminal['language'],
): string {
  const left = steps.missing.length + branches.missing.length;
  if (left === 0)
    return language === 'zh'
      ? `“${name}”：每一步、每条岔路都有测试走过`
      : `“${name}”: tests go through every step and every branch`;
  const share = ({ covered, total }: Coverage['steps']) => `${String(covered)}/${String(total)}`;
  return language === 'zh'
    ? `“${name}”：测试走过步骤 ${share(steps)}，岔路 ${share(branches)}，还有这些没有测试`
    : `“${name}”: tests go through steps ${share(steps)}, branches ${share(branches)}; not yet through these`;
}

/** A step inside a branch that is listed itself says nothing more. */
function isInside(step: Step | null, way: string | null, all: readonly Missed[]): boolean {
  if (!step || way !== null) return false;
  return all.some(
    (other) =>
      other.way !== null &&
      other.step !== null &&
      other.step !== step &&
      other.step.range.from <= step.range.from &&
      step.range.to <= other.step.range.to,
  );
}

/** `第9行  一旦 支付 就离开`, for a way that belongs to no step. */
function wayLine(text: string, sop: string, way: string | null, language: Terminal['language']): string[] {
  const written = parse(text).file.definitions.find(
    (definition) => definition.kind === 'sop' && definition.name.value === sop,
  );
  if (written?.kind !== 'sop') return [];
  const clause = /^leave\/(\d+)$/.exec(way ?? '')?.[1];
  const kind = clause === undefined ? 'expire' : 'leave';
  const head = written.heads.filter((one) => one.kind === kind)[clause === undefined ? 0 : Number(clause) - 1];
  return head ? [stepLine(text, head.range, language)] : [];
}

const MOST_SHOWN = 30;

/** `第14行  发私信 "谢谢…` */
function stepLine(text: string, { from, to }: Range, language: Terminal['language']): string {
  const line = String(lineAt(lineStarts(text), from) + 1);
  const own = /^[^\r\n]*/.exec(text.slice(from, to))?.[0].replace(/\s*\{$/, '') ?? '';
  const shown = [...own].length > MOST_SHOWN ? `${[...own].slice(0, MOST_SHOWN).join('')}…` : own;
  return `${language === 'zh' ? `第${line}行` : `line ${line}`}  ${shown}`;
}
