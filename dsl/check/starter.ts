import type { DefinitionNode, SopNode } from '../ast/file.js';
import type { StepNode } from '../ast/step.js';
import { stepsWithin } from '../ast/walk.js';

/** A step that starts an SOP: `leave` where it stands in a leave block, which has a cause of its own. */
export interface Starter {
  sop: SopNode;
  leave: Extract<SopNode['heads'][number], { kind: 'leave' }> | null;
}

/** All steps that start an SOP, by the name of the one they start. */
export function startersIn(definitions: Iterable<DefinitionNode>): Map<string, Starter[]> {
  const starters = new Map<string, Starter[]>();
  for (const sop of definitions) {
    if (sop.kind !== 'sop') continue;
    for (const { leave, steps } of partsOf(sop)) {
      for (const step of stepsWithin(steps)) {
        if (step.kind !== 'start') continue;
        starters.set(step.sop.value, [...(starters.get(step.sop.value) ?? []), { sop, leave }]);
      }
    }
  }
  return starters;
}

function partsOf(sop: SopNode): { leave: Starter['leave']; steps: StepNode[] }[] {
  const parts: { leave: Starter['leave']; steps: StepNode[] }[] = [{ leave: null, steps: sop.steps }];
  for (const head of sop.heads) {
    if (head.kind === 'leave' && head.block) parts.push({ leave: head, steps: head.block.steps });
    if (head.kind === 'expire' && head.block) parts.push({ leave: null, steps: head.block.steps });
  }
  return parts;
}
