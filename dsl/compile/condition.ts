import type { Name } from '../ast/common.js';
import type { ConditionNode } from '../ast/condition.js';
import type { Condition, Expression } from '../ir/condition.js';
import { parse } from '../parser/parse.js';
import { definitionCycle, unknownName } from '../problem/catalogue/names.js';
import { eventNotState } from '../problem/catalogue/values.js';
import type { Compilation } from './context.js';
import { compileEvent, compileExpression, compileWindow, exactSeconds, fieldRef, wordsOf } from './expression.js';

/**
 * Where a condition stands. `moment`: judged at each event (一旦, 直到, the guard of 当), so that a bare event means
 * "this happens now". `state`: judged at any time; a bare event means nothing there.
 */
export type Position = 'moment' | 'state';

const TRUE: Condition = { kind: 'all', of: [] };

export function compileCondition(node: ConditionNode, position: Position, compilation: Compilation): Condition {
  const expression = (part: Parameters<typeof compileExpression>[0]) => compileExpression(part, compilation);
  const event = (part: Parameters<typeof compileEvent>[0]) => compileEvent(part, compilation);
  switch (node.kind) {
    case 'and':
      return { kind: 'all', of: node.of.map((part) => compileCondition(part, position, compilation)) };
    case 'or':
      return anyOf(node.of.map((part) => compileCondition(part, position, compilation)));
    case 'not':
      return { kind: 'not', of: compileCondition(node.of, position, compilation) };
    case 'event':
      if (position === 'state') compilation.problems.push(eventNotState(node.range, []));
      return happens(event(node.event), node.first);
    case 'absent':
    case 'schedule':
    case 'date-field':
    case 'segment-change':
    case 'by-hand':
    case 'started':
      compilation.problems.push(eventNotState(node.range, []));
      return TRUE;
    case 'did': {
      const window = node.window ? compileWindow(node.window) : { kind: 'ever' as const };
      const [op, count] = node.no ? (['=', 0] as const) : (['>=', 1] as const);
      return { kind: 'count', events: node.events.map(event), window, op, count };
    }
    case 'count': {
      const { op, count } = node;
      return { kind: 'count', events: node.events.map(event), window: compileWindow(node.window), op, count };
    }
    case 'aggregate':
      return {
        kind: 'aggregate',
        event: event(node.event),
        window: compileWindow(node.window),
        aggregate: node.aggregate,
        property: node.property.name,
        op: node.op,
        value: expression(node.value),
      };
    case 'unanswered':
      return {
        kind: 'unanswered',
        event: event(node.event),
        window: compileWindow(node.window),
        seconds: exactSeconds(node.within),
        without: node.without.map(event),
      };
    case 'tag':
      return allOf(node.names.map((name) => negated(node.no, tagged(name, compilation))));
    case 'present':
      return negated(node.no, { kind: 'present', field: fieldRef(node.field) });
    case 'segment':
      useSegment(node.name.value, node.name.range, compilation);
      return negated(node.no, { kind: 'segment', name: node.name.value });
    case 'compare': {
      const operands = node.operands.map(expression);
      return allOf(node.ops.map((op, i) => comparison(operands[i], op, operands[i + 1])));
    }
    case 'between': {
      const value = expression(node.value);
      return allOf([
        { kind: 'compare', left: value, op: '>=', right: expression(node.low) },
        { kind: 'compare', left: value, op: '<=', right: expression(node.high) },
      ]);
    }
    case 'contains':
      return { kind: 'contains', left: expression(node.left), words: wordsOf(node.right, compilation) };
    case 'one-of':
      return negated(node.no, { kind: 'oneOf', left: expression(node.left), values: node.values.map(expression) });
    case 'error':
      return TRUE;
  }
}

function allOf(of: Condition[]): Condition {
  return of.length === 1 && of[0] ? of[0] : { kind: 'all', of };
}

/** Events that are alternatives become one test, which is cheaper. */
function anyOf(of: Condition[]): Condition {
  const events = of.flatMap((part) => (part.kind === 'happens' ? part.events : []));
  const others = of.filter((part) => part.kind !== 'happens');
  if (events.length === 0) return { kind: 'any', of };
  const happening: Condition = { kind: 'happens', events };
  return others.length === 0 ? happening : { kind: 'any', of: [happening, ...others] };
}

function negated(no: boolean, of: Condition): Condition {
  return no ? { kind: 'not', of } : of;
}

/** `a != b` is the negation of `a = b`, so it holds where a value is missing. */
function comparison(left: Expression | undefined, op: Comparison['op'], right: Expression | undefined): Condition {
  const missing: Expression = { kind: 'number', value: 0 };
  const compare: Comparison = { kind: 'compare', left: left ?? missing, op, right: right ?? missing };
  return op === '!=' ? { kind: 'not', of: { ...compare, op: '=' } } : compare;
}

type Comparison = Extract<Condition, { kind: 'compare' }>;

/** `首次 X`: X happens, and counting this one it has happened once. */
function happens(match: ReturnType<typeof compileEvent>, first: boolean): Condition {
  const now: Condition = { kind: 'happens', events: [match] };
  if (!first) return now;
  const once: Condition = { kind: 'count', events: [match], window: { kind: 'ever' }, op: '=', count: 1 };
  return { kind: 'all', of: [now, once] };
}

/** A tag that is kept true brings its rule along, for whoever has no stored tags to look at. */
function tagged(name: Name, compilation: Compilation): Condition {
  const { context } = compilation;
  const rule = context.definitions.ruleTags.get(name.value)?.condition ?? context.catalogue.ruleTags?.[name.value];
  const tag: Condition = { kind: 'tag', name: name.value };
  if (rule === undefined) return tag;
  const compiled = compilation.within(`tag ${name.value}`, name, () =>
    compileCondition(typeof rule === 'string' ? conditionOfText(rule) : rule, 'state', compilation),
  );
  return compiled ? { ...tag, rule: compiled } : tag;
}

/** Folds a named segment, and the segments it names, into the compilation. */
export function useSegment(name: string, range: ConditionNode['range'], compilation: Compilation): void {
  const { segments, context, problems } = compilation;
  if (segments.has(name)) {
    if (segments.get(name) === COMPILING) problems.push(definitionCycle(range, [], name));
    return;
  }
  const known = context.definitions.segments.get(name)?.condition ?? context.catalogue.segments?.[name];
  if (known === undefined) {
    problems.push(unknownName(range, [], 'segment', name, null));
    return;
  }
  segments.set(name, COMPILING);
  const node = typeof known === 'string' ? conditionOfText(known) : known;
  segments.set(name, 'range' in node ? compileCondition(node, 'state', compilation) : node);
}

/** Stands in for a segment while its own condition is compiled. */
const COMPILING: Condition = { kind: 'any', of: [] };

function conditionOfText(text: string): ConditionNode {
  const [definition] = parse(`分群 "_" 当 ${text}`).file.definitions;
  return definition?.kind === 'segment' ? definition.condition : { kind: 'error', range: { from: 0, to: 0 } };
}
