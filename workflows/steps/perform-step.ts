import { END, type Step } from '@fanloom/dsl/ir/program.js';
import type { Group } from '../engine/group.sql.js';
import { onward, type StandingGroup, type StepContext, type StepOf, type StepOutcome } from '../engine/step-context.js';
import { absent } from './absent.sql.js';
import { choose } from './choose.sql.js';
import { grant } from './grant.sql.js';
import { upgrade } from './level.sql.js';
import { notify } from './notify.sql.js';
import { assign, handOver } from './owner.sql.js';
import { addPoints } from './points.sql.js';
import { push } from './push.sql.js';
import { send } from './send.sql.js';
import { set } from './set.sql.js';
import { split } from './split.sql.js';
import { start } from './start.sql.js';
import { stop } from './stop.sql.js';
import { tag, untag } from './tag.sql.js';
import { task } from './task.sql.js';
import { tillField } from './till-field.sql.js';

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
    case 'grant':
      return grant(context, group, step, index);
    case 'end':
      return onward(group, END);
    case 'stop':
      await stop(context, group, step);
      return onward(group, step.sop === context.version.program.name ? END : step.next);
    case 'till':
      if (step.till.kind === 'field') return tillField(context, group, step, step.till);
      throw new Error(`Step ${step.key} waits and cannot act`);
    case 'day':
    case 'wait':
    case 'until':
    case 'receipt':
      throw new Error(`Step ${step.key} waits and cannot act`);
    default:
      await act(context, group, step);
      return onward(group, step.next);
  }
}

type Act = StepOf<
  'tag' | 'untag' | 'set' | 'upgrade' | 'points' | 'task' | 'assign' | 'handover' | 'notify' | 'start' | 'webhook'
>;

/** Steps that do something to all of the group, and have one way on. */
async function act(context: StepContext, group: Group, step: Act): Promise<void> {
  switch (step.kind) {
    case 'tag':
      return tag(context, group, step);
    case 'untag':
      return untag(context, group, step);
    case 'set':
      return set(context, group, step);
    case 'upgrade':
      return upgrade(context, group, step);
    case 'points':
      return addPoints(context, group, step);
    case 'task':
      return task(context, group, step);
    case 'assign':
      return assign(context, group, step);
    case 'handover':
      return handOver(context, group, step);
    case 'notify':
      return notify(context, group, step);
    case 'start':
      return start(context, group, step);
    case 'webhook':
      return push(context, group, step);
  }
}
