import { END, type Step } from '@fanloom/dsl/ir/program.js';
import { onward, type StandingGroup, type StepContext, type StepOutcome } from '../engine/step-context.js';
import { absent } from './absent.sql.js';
import { choose } from './choose.sql.js';
import { send } from './send.sql.js';
import { split } from './split.sql.js';
import { start } from './start.sql.js';
import { tag, untag } from './tag.sql.js';
import { task } from './task.sql.js';

/** Lets a step act on a group. Waiting is not a step's business: the core places a lane before its steps act. */
export async function performStep(
  context: StepContext,
  standing: StandingGroup,
  step: Step,
  index: number,
): Promise<StepOutcome> {
  const { group } = standing;
  switch (step.kind) {
    case 'absent':
      return absent(context, standing, step);
    case 'if':
      return choose(context, group, step);
    case 'split':
      return split(context, group, step);
    case 'send':
      return send(context, standing, step, index);
    case 'tag':
      await tag(context, group, step);
      return onward(group, step.next);
    case 'untag':
      await untag(context, group, step);
      return onward(group, step.next);
    case 'task':
      await task(context, group, step);
      return onward(group, step.next);
    case 'start':
      await start(context, group, step);
      return onward(group, step.next);
    case 'end':
      return onward(group, END);
    default:
      throw new Error(`Step ${step.key} (${step.kind}) cannot act`);
  }
}
