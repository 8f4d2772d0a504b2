import type { ConditionNode, StateNode } from '../ast/condition.js';
import type { DefinitionNode } from '../ast/file.js';
import { atomsOf, expressionsOf, windowsOf } from '../ast/walk.js';
import {
  eventInRule,
  eventNotState,
  eventsJoinedByAnd,
  onlyInsideSop,
  timerNotHere,
  twoEvents,
} from '../problem/catalogue/values.js';
import { fix } from '../problem/define.js';
import type { Fix } from '../problem/problem.js';
import { conditionsIn, type Position } from './conditions.js';
import { inLanguage, textAt, type CheckContext } from './context.js';

/** SOP321–SOP326: what may stand where: events where something happens, states where something is asked. */
export function checkPositions(definition: DefinitionNode, context: CheckContext): void {
  for (const { condition, position } of conditionsIn(definition)) {
    checkTogether(condition, position, context);
    for (const atom of atomsOf(condition)) checkAtom(atom, position, context);
  }
}

function checkAtom(atom: ConditionNode, position: Position, context: CheckContext): void {
  switch (atom.kind) {
    case 'event':
    case 'absent':
      if (position === 'rule') context.report(eventInRule(atom.range, windowFixes(atom, false, context)));
      else if (position === 'if' || position === 'expect') missingWindow(atom, context);
      else if (atom.kind === 'absent' && position !== 'when') missingWindow(atom, context);
      break;
    case 'schedule':
    case 'date-field':
    case 'segment-change':
    case 'by-hand':
    case 'started':
      if (position !== 'when') context.report(timerNotHere(atom.range, []));
      break;
    case 'did':
      if (atom.joinedByAnd) joinedByAnd(atom, context);
      else if (atom.window === null) missingWindow(atom, context);
      break;
    default:
  }
  if (position === 'when' || position === 'rule') insideOnly(atom, context);
}

function missingWindow(atom: ConditionNode, context: CheckContext): void {
  const image = textAt(context, atom.range).slice(0, 30);
  context.report(eventNotState(atom.range, windowFixes(atom, true, context), image));
}

/** `进入后没有支付`, `30天内没有支付`, `从未支付`. */
function windowFixes(atom: ConditionNode, insideSop: boolean, context: CheckContext): Fix[] {
  const { from } = atom.range;
  const insert = (zh: string, en: string): Fix =>
    fix(`加上“${zh}”`, `Add “${en}”`, { from, to: from }, inLanguage(context, zh, `${en} `));
  const word = /^(?:没有|没|未|无|no\b|有|has\b)\s*/.exec(textAt(context, atom.range))?.[0] ?? '';
  const negative = atom.kind === 'did' && atom.no;
  const [zh, en] = negative ? ['从未', 'never'] : ['曾经', 'ever'];
  const always = fix(
    `写成“${zh}”`,
    `Write “${en}”`,
    { from, to: from + word.length },
    inLanguage(context, zh, `${en} `),
  );
  return [...(insideSop ? [insert('进入后', 'since entry')] : []), insert('30天内', 'within 30 days'), always];
}

/** `没有(A 且 B)`: either none of them, or each on its own. */
function joinedByAnd(atom: Extract<StateNode, { kind: 'did' }>, context: CheckContext): void {
  const text = textAt(context, atom.range);
  const or = inLanguage(context, '或', 'or');
  const events = atom.events.map((event) => textAt(context, event.range));
  const open = text.indexOf('(') >= 0 ? text.indexOf('(') : text.indexOf('（');
  const head = text.slice(0, Math.max(0, open));
  const none = `${head}(${events.join(` ${or} `)})`;
  const notAll = `(${events.map((event) => `${head}${event}`).join(` ${or} `)})`;
  context.report(
    eventsJoinedByAnd(atom.range, [
      fix('都没有', 'None of them', atom.range, none),
      fix('没有同时做过', 'Not all of them', atom.range, notAll),
    ]),
  );
}

/** 进入后 and 本次 mean nothing before a fan has entered. */
function insideOnly(atom: ConditionNode, context: CheckContext): void {
  for (const window of windowsOf(atom)) {
    if (window.kind === 'since-entry') context.report(onlyInsideSop(window.range, [], textAt(context, window.range)));
  }
  for (const expression of expressionsOf(atom)) {
    if (expression.kind === 'entry')
      context.report(onlyInsideSop(expression.range, [], textAt(context, expression.range)));
  }
}

/** Two events never happen at one moment, and "not X" does not happen at all. */
function checkTogether(node: ConditionNode, position: Position, context: CheckContext): void {
  if (position === 'if' || position === 'expect' || position === 'rule') return;
  if (node.kind === 'not') {
    const event = [...atomsOf(node.of)].find((atom) => atom.kind === 'event' || atom.kind === 'absent');
    if (event) context.report(twoEvents(event.range, []));
    return;
  }
  if (node.kind !== 'and' && node.kind !== 'or') return;
  if (node.kind === 'and') {
    const [, second] = node.of.filter(happens);
    if (second) context.report(twoEvents(second.range, []));
  }
  for (const part of node.of) checkTogether(part, position, context);
}

function happens(node: ConditionNode): boolean {
  return [...atomsOf(node)].some((atom) =>
    ['event', 'absent', 'schedule', 'date-field', 'segment-change'].includes(atom.kind),
  );
}
