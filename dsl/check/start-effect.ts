import type { ConditionNode } from '../ast/condition.js';
import type { SopNode } from '../ast/file.js';
import type { StepNode } from '../ast/step.js';
import { atomsOf, expressionsOf } from '../ast/walk.js';
import type { Range } from '../ir/program.js';
import type { CheckContext } from './context.js';

/** What a step does that may let its fan into another SOP. */
export interface Effect {
  range: Range;
  start: string | null;
  tag: { name: string; on: boolean } | null;
  /** What listeners may wait for. */
  keys: string[];
}

export function effectsOf(step: StepNode): Effect[] {
  switch (step.kind) {
    case 'start':
      return [{ range: step.sop.range, start: step.sop.value, tag: null, keys: [] }];
    case 'tag':
    case 'untag':
      return step.names.map(({ value, range }) => {
        const on = step.kind === 'tag';
        return { range, start: null, tag: { name: value, on }, keys: [on ? `+${value}` : `-${value}`, on ? '+' : '-'] };
      });
    case 'upgrade':
      return [{ range: step.range, start: null, tag: null, keys: ['level', 'field member_level'] }];
    case 'set':
      return [{ range: step.range, start: null, tag: null, keys: [`field ${step.field.name}`] }];
    default:
      return [];
  }
}

export function hears(heard: ReadonlySet<string>, effect: Effect): boolean {
  return effect.keys.some((key) => heard.has(key));
}

/** Changes that let a fan into the SOP. */
export function heardBy(sop: SopNode, context: CheckContext): Set<string> {
  const heard = new Set<string>();
  for (const head of sop.heads) if (head.kind === 'when') listen(head.condition, heard, context);
  return heard;
}

/** A guard beside an event lets nobody in by itself. */
function listen(node: ConditionNode, heard: Set<string>, context: CheckContext): void {
  if (node.kind === 'or') for (const part of node.of) listen(part, heard, context);
  else {
    const atoms = [...atomsOf(node)];
    const edge = atoms.find((atom) => ['event', 'absent', 'schedule', 'date-field'].includes(atom.kind));
    if (edge?.kind === 'event') {
      const { type, subject } = edge.event;
      if (type === 'tag.add') heard.add(`+${subject?.value ?? ''}`);
      if (type === 'tag.remove') heard.add(`-${subject?.value ?? ''}`);
      if (type === 'level.change') heard.add('level');
    }
    if (!edge) for (const atom of atoms) listenToState(atom, heard, context, new Set());
  }
}

function listenToState(atom: ConditionNode, heard: Set<string>, context: CheckContext, seen: Set<string>): void {
  if (atom.kind === 'tag') for (const { value } of atom.names) heard.add(`${atom.no ? '-' : '+'}${value}`);
  if (atom.kind === 'present') heard.add(`field ${atom.field.name}`);
  for (const expression of expressionsOf(atom)) {
    if (expression.kind === 'field' || expression.kind === 'since') heard.add(`field ${expression.field.name}`);
  }
  if (atom.kind !== 'segment' && atom.kind !== 'segment-change') return;
  const segment = context.definitions.segments.get(atom.name.value);
  if (!segment || seen.has(atom.name.value)) return;
  seen.add(atom.name.value);
  for (const inner of atomsOf(segment.condition)) listenToState(inner, heard, context, seen);
}
