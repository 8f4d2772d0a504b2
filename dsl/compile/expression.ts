import type { FieldNode, Name } from '../ast/common.js';
import type { EventNode, ExpressionNode, FilterNode, WindowNode, WordsNode } from '../ast/condition.js';
import type { DefineNode } from '../ast/file.js';
import type { EventFilter, EventMatch, Expression, FieldRef, ScoreRule, Window } from '../ir/condition.js';
import { parse } from '../parser/parse.js';
import { unknownName } from '../problem/catalogue/names.js';
import { needsConstantText } from '../problem/catalogue/values.js';
import type { Compilation } from './context.js';
import { secondsOf } from '../catalogue/duration.js';

export function fieldRef(field: FieldNode): FieldRef {
  return field.custom ? { name: field.name, custom: true } : { name: field.name };
}

export function compileExpression(node: ExpressionNode, compilation: Compilation): Expression {
  switch (node.kind) {
    case 'text':
      return { kind: 'text', value: node.value };
    case 'number':
    case 'count':
    case 'points':
      return { kind: 'number', value: node.value };
    case 'percent':
      return { kind: 'percent', value: node.value };
    case 'money':
      return { kind: 'money', fen: node.fen };
    case 'duration':
      return { kind: 'duration', seconds: secondsOf(node.duration) };
    case 'date':
      return { kind: 'date', date: node.date };
    case 'today':
      return { kind: 'today' };
    case 'field':
      return { kind: 'field', field: fieldRef(node.field) };
    case 'score':
      return { kind: 'score', name: node.name.value, rule: ruleOfScore(node.name, compilation) };
    case 'entry':
      return { kind: 'entry', property: node.property.name };
    case 'event-property':
      return {
        kind: 'event-property',
        which: node.which,
        event: compileEvent(node.event, compilation),
        property: node.property.name,
      };
    case 'since':
      return { kind: 'since', field: fieldRef(node.field) };
    case 'since-last':
      return { kind: 'since-last', event: compileEvent(node.event, compilation) };
    case 'arithmetic':
      return {
        kind: 'arithmetic',
        op: node.op,
        left: compileExpression(node.left, compilation),
        right: compileExpression(node.right, compilation),
      };
    case 'error':
      return { kind: 'number', value: 0 };
  }
}

export function compileEvent(node: EventNode, compilation: Compilation): EventMatch {
  return {
    type: node.type,
    ...(node.custom ? { custom: true } : {}),
    ...(node.subject ? { subject: node.subject.value } : {}),
    filters: node.filters.flatMap((filter) => compileFilter(filter, compilation)),
  };
}

function ruleOfScore(name: Name, compilation: Compilation): ScoreRule {
  const rule = findScore(name, compilation);
  if (rule) return rule;
  if (rule === undefined) compilation.problems.push(unknownName(name.range, [], 'score', name.value, null));
  return { signals: [], halfSeconds: null };
}

/**
 * The score that a name stands for, from the files first.
 *
 * @returns undefined when there is no such score, null when it goes round in a circle
 */
export function findScore(name: Name, compilation: Compilation): ScoreRule | null | undefined {
  const { context } = compilation;
  const known = context.definitions.scores.get(name.value) ?? context.catalogue.scores?.[name.value];
  const node = typeof known === 'string' ? scoreOfText(known) : known;
  return node && compilation.within(`score ${name.value}`, name, () => compileScore(node, compilation));
}

export function compileScore(node: ScoreDefinition, compilation: Compilation): ScoreRule {
  return {
    signals: node.signals.map(({ event, points, most }) => ({ event: compileEvent(event, compilation), points, most })),
    halfSeconds: node.half ? secondsOf(node.half) : null,
  };
}

function scoreOfText(text: string): ScoreDefinition | undefined {
  const [definition] = parse(text).file.definitions;
  return definition?.kind === 'score' ? definition : undefined;
}

type ScoreDefinition = Extract<DefineNode, { kind: 'score' }>;

function compileFilter(filter: FilterNode, compilation: Compilation): EventFilter[] {
  const property = filter.property.name;
  switch (filter.kind) {
    case 'compare':
      return filter.values.map((value, i) => ({
        kind: 'compare',
        property,
        op: filter.ops[i] ?? '=',
        value: compileExpression(value, compilation),
      }));
    case 'contains':
      return [{ kind: 'contains', property, words: wordsOf(filter.right, compilation) }];
    case 'present':
    case 'same':
      return [{ kind: filter.kind, property }];
  }
}

/** The words that `含` looks for: one text, or a word list by name. */
export function wordsOf(node: ExpressionNode | WordsNode, compilation: Compilation): string[] {
  const { context, problems } = compilation;
  if (node.kind === 'words') {
    const name = node.name.value;
    const defined = context.definitions.words.get(name)?.words.map((word) => word.value);
    const words = defined ?? context.catalogue.words?.[name];
    if (!words) problems.push(unknownName(node.name.range, [], 'words', name, null));
    return [...(words ?? [])];
  }
  if (node.kind === 'text') return [node.value];
  problems.push(needsConstantText(node.range, []));
  return [];
}

/** Windows in days and weeks are whole business days, shorter ones exact. */
export function compileWindow(node: WindowNode): Window {
  if (node.kind !== 'within') return { kind: node.kind };
  const { amount, unit } = node.length;
  if (unit === 'day' || unit === 'week') return { kind: 'days', days: unit === 'week' ? amount * 7 : amount };
  return { kind: 'seconds', seconds: secondsOf(node.length) };
}

/** Exact length of the window in `X 后 D内 没有 Y`. */
export function exactSeconds(node: WindowNode): number {
  return node.kind === 'within' ? secondsOf(node.length) : 0;
}
