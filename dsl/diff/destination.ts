import { END, type Program, type Step } from '../ir/program.js';
import type { StepMatch } from './match-steps.js';

/**
 * Where a fan who stands at a step would stand in the other version: at what the step has become or, where it is gone, at
 * the next one on the straight way that is still there. Null: past the end.
 */
export function destinationOf(step: Step, before: Program, { pairs }: StepMatch): Step | null {
  const after = new Map(pairs.map((pair) => [pair.before.key, pair.after]));
  for (let at: Step | undefined = step; at; at = nextOf(at, before)) {
    const found = after.get(at.key);
    if (found) return found;
  }
  return null;
}

function nextOf(step: Step, { steps }: Program): Step | undefined {
  const index = straightOn(step);
  return index === END ? undefined : steps[index];
}

function straightOn(step: Step): number {
  switch (step.kind) {
    case 'end':
      return END;
    case 'until':
      return step.unmet;
    case 'if':
      return step.otherwise;
    case 'split':
      return step.arms[0]?.next ?? END;
    default:
      return step.next;
  }
}
