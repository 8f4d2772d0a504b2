import { arrive, type LaneTimes, type Place, stepAt } from '@fanloom/dsl/core/place.js';
import { END, type Step } from '@fanloom/dsl/ir/program.js';
import type { Group } from '../engine/group.sql.js';
import type { StepContext } from '../engine/step-context.js';

/** Where a group stands that comes to step `to` now. It counts for that step, and for the time points that it passes. */
export function comeTo(context: StepContext, group: Group, to: number, times: LaneTimes): Place {
  const { program, zone } = context.version;
  const place = arrive(program, to, times, context.now.getTime(), zone);
  const last = place.phase === 'finished' ? END : place.step;
  for (let index = to; index !== last; index = pastTime(stepAt(program, index))) count(context, group, index);
  if (last !== END) count(context, group, last);
  return place;
}

function count({ version, counts }: StepContext, group: Group, index: number): void {
  counts.add(group, stepAt(version.program, index).key, { arrived: group.size });
}

/** Only time points are passed without acting. */
function pastTime(step: Step): number {
  if (step.kind === 'until') return step.unmet;
  return 'next' in step ? step.next : END;
}
