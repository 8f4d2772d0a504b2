import type { ConditionNode, EventNode, ExpressionNode, FilterNode, WindowNode } from './condition.js';
import type { BlockNode, StepNode } from './step.js';

/** The blocks directly inside a step. */
export function blocksOf(step: StepNode): BlockNode[] {
  const blocks = (...of: (BlockNode | null)[]) => of.filter((block) => block !== null);
  switch (step.kind) {
    case 'day':
      return [step.block];
    case 'until':
      return blocks(step.met, step.unmet);
    case 'if':
      return blocks(...step.arms.map((arm) => arm.block), step.otherwise);
    case 'split':
      return step.arms.map((arm) => arm.block);
    case 'send':
      return blocks(step.undelivered);
    case 'task':
      return step.overdue.map((rung) => rung.block);
    default:
      return [];
  }
}

/** Every step, outer ones first, in the order of the text. */
export function* stepsWithin(steps: StepNode[]): Generator<StepNode> {
  for (const step of steps) {
    yield step;
    for (const block of blocksOf(step)) yield* stepsWithin(block.steps);
  }
}

/** The conditions that are no junction: what 且, 或 and 不满足 join. */
export function* atomsOf(condition: ConditionNode): Generator<ConditionNode> {
  if (condition.kind === 'and' || condition.kind === 'or') for (const part of condition.of) yield* atomsOf(part);
  else if (condition.kind === 'not') yield* atomsOf(condition.of);
  else yield condition;
}

/** Events that an atom names, those inside its expressions included. */
export function eventsOf(atom: ConditionNode): EventNode[] {
  const own = (): EventNode[] => {
    switch (atom.kind) {
      case 'event':
        return [atom.event];
      case 'absent':
      case 'unanswered':
        return [atom.event, ...atom.without];
      case 'did':
      case 'count':
        return atom.events;
      case 'aggregate':
        return [atom.event];
      default:
        return [];
    }
  };
  return [...own(), ...expressionsOf(atom).flatMap(eventsOfExpression)];
}

/** The windows of a behaviour. */
export function windowsOf(atom: ConditionNode): WindowNode[] {
  switch (atom.kind) {
    case 'did':
      return atom.window === null ? [] : [atom.window];
    case 'count':
    case 'aggregate':
      return [atom.window];
    case 'unanswered':
      return [atom.window, atom.within];
    case 'absent':
      return [atom.within];
    default:
      return [];
  }
}

function eventsOfExpression(expression: ExpressionNode): EventNode[] {
  if (expression.kind === 'event-property' || expression.kind === 'since-last') return [expression.event];
  return [];
}

/** Every expression of an atom, with the operands of its arithmetic, filters of its events not included. */
export function expressionsOf(atom: ConditionNode): ExpressionNode[] {
  const top = (): ExpressionNode[] => {
    switch (atom.kind) {
      case 'aggregate':
        return [atom.value];
      case 'compare':
        return atom.operands;
      case 'between':
        return [atom.value, atom.low, atom.high];
      case 'contains':
        return atom.right.kind === 'words' ? [atom.left] : [atom.left, atom.right];
      case 'one-of':
        return [atom.left, ...atom.values];
      default:
        return [];
    }
  };
  return top().flatMap(operandsOf);
}

/** An expression and, for arithmetic, all it is made of. */
export function operandsOf(expression: ExpressionNode): ExpressionNode[] {
  if (expression.kind !== 'arithmetic') return [expression];
  return [expression, ...operandsOf(expression.left), ...operandsOf(expression.right)];
}

/** The values that a filter compares with. */
export function filterValues(filter: FilterNode): ExpressionNode[] {
  if (filter.kind === 'compare') return filter.values.flatMap(operandsOf);
  return filter.kind === 'contains' && filter.right.kind !== 'words' ? operandsOf(filter.right) : [];
}
