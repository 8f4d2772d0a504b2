import type { EventNode } from '../ast/condition.js';
import type { ExpectNode, FileNode, MomentNode, TestLineNode, TestNode } from '../ast/file.js';
import type { Expression } from '../ir/condition.js';
import type { Expectation, FanGiven, TestAction, TestCase, TestEvent } from '../ir/test-case.js';
import { notSound } from '../problem/catalogue/soundness.js';
import { testEventNeedsValue, testWithoutSop } from '../problem/catalogue/tests.js';
import type { Problem } from '../problem/problem.js';
import { compileCondition } from './condition.js';
import { Compilation, type CompileContext } from './context.js';
import { secondsOf } from '../catalogue/duration.js';
import { compileExpression, fieldRef } from './expression.js';

export interface CompiledTests {
  /** The tests without an error. */
  tests: TestCase[];
  problems: Problem[];
}

const MINUTES_PER_DAY = 1440;
/** A line without a time happens at 10:00. */
const DEFAULT_MINUTE = 600;

/** The test blocks of a file, ready to be run. */
export function compileTests(file: FileNode, context: CompileContext): CompiledTests {
  const tests: TestCase[] = [];
  const problems: Problem[] = [];
  let sop: string | null = file.definitions.find((definition) => definition.kind === 'sop')?.name.value ?? null;
  for (const definition of file.definitions) {
    if (definition.kind === 'sop') sop = definition.name.value;
    if (definition.kind !== 'test') continue;
    const compilation = new Compilation(context);
    const test = compileTest(definition, definition.sop?.value ?? sop, compilation);
    if (test && !compilation.problems.some((problem) => problem.severity === 'error')) tests.push(test);
    problems.push(...compilation.problems);
  }
  return { tests, problems };
}

function compileTest(node: TestNode, sop: string | null, compilation: Compilation): TestCase | null {
  if (!node.sound) compilation.problems.push(notSound(node.name.range, [], node.name.value));
  if (sop === null) {
    compilation.problems.push(testWithoutSop(node.name.range, []));
    return null;
  }
  const test: TestCase = { name: node.name.value, range: node.range, sop, fan: noFan(), arms: {}, lines: [] };
  let minute = DEFAULT_MINUTE;
  for (const line of node.lines) {
    if (line.kind === 'fan') addGiven(line, test.fan, compilation);
    else if (line.kind === 'split') test.arms[line.split.value] = line.arm.value;
    else if (line.kind !== 'error') {
      const at = line.moment === null ? minute : minuteOf(line.moment);
      if (line.moment?.kind !== 'onwards') minute = at;
      const onwards = line.moment?.kind === 'onwards';
      test.lines.push({ minute: at, range: line.range, ...compileLine(line, onwards, compilation) });
    }
  }
  return test;
}

function noFan(): FanGiven {
  return { name: null, consents: [], fields: [], tags: [] };
}

function addGiven(line: Extract<TestLineNode, { kind: 'fan' }>, fan: FanGiven, compilation: Compilation): void {
  fan.name = line.name?.value ?? fan.name;
  for (const given of line.given) {
    if (given.kind === 'consent') fan.consents.push(...given.channels);
    else if (given.kind === 'tags') fan.tags.push(...given.names.map((name) => name.value));
    else fan.fields.push({ field: fieldRef(given.field), value: compileExpression(given.value, compilation) });
  }
}

function minuteOf(moment: MomentNode): number {
  switch (moment.kind) {
    case 'day':
      return moment.day * MINUTES_PER_DAY + (moment.time?.minute ?? DEFAULT_MINUTE);
    case 'onwards':
      return moment.day * MINUTES_PER_DAY;
    case 'ago':
      return DEFAULT_MINUTE - Math.round(secondsOf(moment.duration) / 60);
  }
}

type Line = Extract<TestLineNode, { kind: 'event' | 'set' | 'expect' }>;

function compileLine(line: Line, onwards: boolean, compilation: Compilation): TestAction {
  switch (line.kind) {
    case 'event':
      return { kind: 'event', event: testEvent(line.event, compilation) };
    case 'set':
      return { kind: 'set', field: fieldRef(line.field), value: compileExpression(line.value, compilation) };
    case 'expect':
      return { kind: 'expect', expect: expectation(line.expect, onwards, compilation) };
  }
}

/** What happens has exact values: `支付(金额 = 99元)`. */
function testEvent(node: EventNode, compilation: Compilation): TestEvent {
  const properties: Record<string, Expression> = {};
  for (const filter of node.filters) {
    const [value] = filter.kind === 'compare' && filter.values.length === 1 ? filter.values : [];
    if (filter.kind === 'compare' && value && filter.ops[0] === '=') {
      properties[filter.property.name] = compileExpression(value, compilation);
    } else if (filter.kind === 'contains' && filter.right.kind === 'text') {
      properties[filter.property.name] = { kind: 'text', value: filter.right.value };
    } else compilation.problems.push(testEventNeedsValue(filter.range, []));
  }
  return {
    type: node.type,
    ...(node.custom ? { custom: true } : {}),
    ...(node.subject ? { subject: node.subject.value } : {}),
    properties,
  };
}

function expectation(node: ExpectNode, onwards: boolean, compilation: Compilation): Expectation {
  switch (node.kind) {
    case 'sent':
      return { kind: 'sent', channel: node.channel, count: node.no ? 0 : node.count, onwards };
    case 'task':
      return { kind: 'task', title: node.title.value };
    case 'started':
      return { kind: 'started', sop: node.sop.value };
    case 'condition':
      return { kind: 'condition', condition: compileCondition(node.condition, 'state', compilation) };
    case 'left':
    case 'finished':
      return { kind: node.kind };
    case 'error':
      return { kind: 'finished' };
  }
}
