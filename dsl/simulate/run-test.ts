import { type FanEvent, own } from '../condition/facts.js';
import { subjectProperty } from '../condition/subject.js';
import { instantAt, MINUTE, parseDay } from '../core/zone.js';
import type { Program, Range } from '../ir/program.js';
import type { Expectation, TestCase, TestEvent, TestLine } from '../ir/test-case.js';
import type { Bilingual } from '../problem/problem.js';
import { type FanState, NEW_FAN, withConsent, withEvent, withField, withTags } from './fan-state.js';
import { fieldValue, propertyValue } from './json-value.js';
import { NEW_SHOP, type SimulationOptions } from './options.js';
import { Simulation } from './simulation.js';
import { explain, notEntered, type TestFailure, tooFar, tooManyArms, unknownSop } from './test-failure.js';
import type { Trace } from './trace.js';

export interface TestResult {
  test: TestCase;
  passed: boolean;
  /** One for each way through the splits that the test leaves open. */
  runs: TestRun[];
  /** Of all runs, each once. */
  failures: TestFailure[];
}

export interface TestRun {
  arms: Readonly<Record<string, string>>;
  trace: Trace;
  failures: TestFailure[];
}

const DAY_ZERO_DATE = '2025-03-03';
/** Day 0 of every test is this Monday. */
export const DAY_ZERO = parseDay(DAY_ZERO_DATE) ?? 0;
const DAY_MINUTES = 1440;

const MOST_RUNS = 1000;
/** A test says nothing of days before and after these. */
const FIRST_DAY = -36_500;
const LAST_DAY = 1000;

/** Runs a test block on the core that runs SOPs in earnest, in virtual time. */
export function runTest(
  test: TestCase,
  programs: readonly Program[],
  options: SimulationOptions = NEW_SHOP,
): TestResult {
  const program = programs.find(({ name }) => name === test.sop);
  if (!program) return failed(test, test.range, unknownSop(test.sop));
  const far = test.lines.find(({ minute }) => minute < FIRST_DAY * DAY_MINUTES || minute > LAST_DAY * DAY_MINUTES);
  if (far) return failed(test, far.range, tooFar(LAST_DAY));
  const runs = runThroughArms(test, program, options);
  const failures = runs.length > MOST_RUNS ? [{ range: test.range, message: tooManyArms(MOST_RUNS) }] : [];
  for (const failure of runs.flatMap((run) => run.failures)) {
    if (!failures.some(({ range }) => range.from === failure.range.from)) failures.push(failure);
  }
  return { test, passed: failures.length === 0, runs: runs.slice(0, MOST_RUNS), failures };
}

function failed(test: TestCase, range: Range, message: Bilingual): TestResult {
  return { test, passed: false, runs: [], failures: [{ range, message }] };
}

/** Every arm of every split that the fan comes to and the test does not choose. */
function runThroughArms(test: TestCase, program: Program, options: SimulationOptions): TestRun[] {
  const runs: TestRun[] = [];
  const open = [test.arms];
  for (let arms = open.pop(); arms && runs.length <= MOST_RUNS; arms = open.pop()) {
    const run = runOnce(test, program, { ...options, arms });
    const split = openSplit(program, run);
    if (split) open.push(...split.arms.map(({ name }) => ({ ...run.arms, [split.name]: name })).reverse());
    else runs.push(run);
  }
  return runs;
}

function openSplit(program: Program, { arms, trace }: TestRun) {
  const taken = new Set(trace.flatMap((entry) => (entry.kind === 'took' ? entry.step : [])));
  return program.steps
    .filter((step) => step.kind === 'split')
    .find((step) => taken.has(step.key) && own(arms, step.name) === undefined);
}

function runOnce(test: TestCase, program: Program, options: SimulationOptions): TestRun {
  const { trace, failures } = new TestRunner(test, program, options).run();
  return { arms: options.arms, trace, failures };
}

class TestRunner {
  private readonly failures: TestFailure[] = [];
  private readonly simulation: Simulation;
  private lastEvent = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly test: TestCase,
    private readonly program: Program,
    private readonly options: SimulationOptions,
  ) {
    this.simulation = new Simulation(program, this.fanAtStart(), this.instant(0), options);
  }

  run(): Pick<TestRun, 'trace' | 'failures'> {
    for (const line of this.linesFrom(0)) this.play(line);
    this.simulation.finish();
    for (const line of this.test.lines) {
      if (line.kind === 'expect' && isOnwards(line.expect)) this.expect(line, line.expect);
    }
    return { trace: this.simulation.trace, failures: this.failures };
  }

  private linesFrom(minute: number): TestLine[] {
    return this.test.lines.filter((line) => line.minute >= minute).sort((a, b) => a.minute - b.minute);
  }

  private instant(minute: number): number {
    const day = Math.floor(minute / DAY_MINUTES);
    return instantAt(DAY_ZERO + day, minute - day * DAY_MINUTES, this.options.zone);
  }

  /** What the test says of the fan is how they are when day 0 begins, after all history. */
  private fanAtStart(): FanState {
    const { name, consents, fields, tags } = this.test.fan;
    const history = this.test.lines.filter(({ minute }) => minute < 0).sort((a, b) => a.minute - b.minute);
    const past = history.reduce((fan, line) => this.remember(fan, line), { ...NEW_FAN, id: name ?? this.test.name });
    const known = fields.reduce(
      (fan, { field, value }) => withField(fan, field, fieldValue(field, value, fan, this.moment(0))),
      past,
    );
    return withTags(withConsent(known, consents, true), tags, []);
  }

  private remember(fan: FanState, line: TestLine): FanState {
    switch (line.kind) {
      case 'event':
        return withEvent(fan, this.event(line.event, this.instant(line.minute), fan), this.options.followGrants);
      case 'set':
        return withField(fan, line.field, fieldValue(line.field, line.value, fan, this.moment(line.minute)));
      case 'expect':
        return fan;
    }
  }

  private play(line: TestLine): void {
    const at = this.instant(line.minute);
    const fan = this.simulation.fan;
    switch (line.kind) {
      case 'event':
        // Of two events in one minute the second comes after the first.
        this.lastEvent = this.lastEvent >= at && this.lastEvent < at + MINUTE ? this.lastEvent + 1 : at;
        return this.simulation.happen(this.event(line.event, this.lastEvent, fan));
      case 'set':
        return this.simulation.set(line.field, fieldValue(line.field, line.value, fan, this.moment(line.minute)), at);
      case 'expect':
        if (isOnwards(line.expect)) return;
        this.simulation.advance(at);
        return this.expect(line, line.expect);
    }
  }

  private moment(minute: number) {
    const { zone, scores } = this.options;
    return { now: this.instant(minute), zone, scores, segments: this.program.segments };
  }

  private event({ type, subject, properties }: TestEvent, happenedAt: number, fan: FanState): FanEvent {
    const at = { ...this.moment(0), now: happenedAt };
    const values = Object.entries(properties).map(([name, value]) => [name, propertyValue(value, fan, at)] as const);
    const about = subject === undefined ? [] : [[subjectProperty(type), subject] as const];
    return { type, happenedAt, properties: Object.fromEntries([...about, ...values]) };
  }

  private expect(line: TestLine, expect: Expectation): void {
    const sent = this.sentCount(expect, this.instant(line.minute));
    if (this.isMet(expect, sent)) return;
    const message = explain(expect, sent, this.simulation.trace);
    const outside = notEntered(this.simulation.trace, this.program, DAY_ZERO_DATE);
    const told = outside ? { zh: message.zh + outside.zh, en: `${message.en} ${outside.en}` } : message;
    this.failures.push({ range: line.range, message: told });
  }

  private sentCount(expect: Expectation, from: number): number {
    if (expect.kind !== 'sent') return 0;
    return this.simulation.trace.filter(
      (entry) =>
        entry.kind === 'sent' &&
        (expect.channel === null || entry.channel === expect.channel) &&
        (!expect.onwards || entry.at >= from),
    ).length;
  }

  private isMet(expect: Expectation, sent: number): boolean {
    const { trace } = this.simulation;
    switch (expect.kind) {
      case 'sent':
        return expect.count === null ? sent > 0 : sent === expect.count;
      case 'left':
      case 'finished':
        return trace.some(({ kind }) => kind === expect.kind);
      case 'task':
        return trace.some((entry) => entry.kind === 'task' && entry.title === expect.title);
      case 'started':
        return trace.some((entry) => entry.kind === 'started' && entry.sop === expect.sop);
      case 'condition':
        return this.simulation.holds(expect.condition);
    }
  }
}

function isOnwards(expect: Expectation): boolean {
  return expect.kind === 'sent' && expect.onwards;
}
