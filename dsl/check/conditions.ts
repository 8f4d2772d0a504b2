import type { ConditionNode } from '../ast/condition.js';
import type { DefinitionNode } from '../ast/file.js';
import { stepsWithin } from '../ast/walk.js';
import type { StepNode } from '../ast/step.js';

/** Where a condition stands; decides what it may say. */
export type Position = 'when' | 'leave' | 'until' | 'if' | 'expect' | 'rule';

export interface PlacedCondition {
  condition: ConditionNode;
  position: Position;
}

/** All conditions of a definition. */
export function* conditionsIn(definition: DefinitionNode): Generator<PlacedCondition> {
  switch (definition.kind) {
    case 'sop':
      for (const head of definition.heads) {
        if (head.kind === 'when') yield { condition: head.condition, position: 'when' };
        if (head.kind === 'leave') yield { condition: head.condition, position: 'leave' };
      }
      for (const step of allSteps(definition)) yield* ofStep(step);
      return;
    case 'segment':
    case 'rule-tag':
      yield { condition: definition.condition, position: 'rule' };
      return;
    case 'test':
      for (const line of definition.lines) {
        if (line.kind === 'expect' && line.expect.kind === 'condition') {
          yield { condition: line.expect.condition, position: 'expect' };
        }
      }
      return;
    default:
  }
}

function* ofStep(step: StepNode): Generator<PlacedCondition> {
  if (step.kind === 'until') yield { condition: step.condition, position: 'until' };
  if (step.kind === 'if') for (const arm of step.arms) yield { condition: arm.condition, position: 'if' };
}

/** Steps of an SOP with those of its leave and expiry blocks. */
export function* allSteps(sop: Extract<DefinitionNode, { kind: 'sop' }>): Generator<StepNode> {
  for (const head of sop.heads) {
    if ((head.kind === 'leave' || head.kind === 'expire') && head.block) yield* stepsWithin(head.block.steps);
  }
  yield* stepsWithin(sop.steps);
}
