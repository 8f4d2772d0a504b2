import { branch } from '../engine/branch.sql.js';
import { holds } from '../engine/condition.sql.js';
import type { Group } from '../engine/group.sql.js';
import type { StepContext, StepOf, StepOutcome } from '../engine/step-context.js';

/** `如果`: the first arm that holds takes its fans; the rest go the other way. */
export async function choose(context: StepContext, group: Group, step: StepOf<'if'>): Promise<StepOutcome> {
  const parts = [];
  for (const arm of step.arms) {
    const taken = await branch(context, group, holds(arm.condition, context));
    if (taken) parts.push({ group: taken, next: arm.next });
  }
  parts.push({ group, next: step.otherwise });
  return { kind: 'go', parts };
}
