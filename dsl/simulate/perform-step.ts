import { messageHeldUntil } from '../core/hold.js';
import type { LaneTimes } from '../core/place.js';
import { armOf } from '../core/split.js';
import { END, type Step } from '../ir/program.js';
import type { Enrolment } from './enrolment.js';
import { addPoints, assign, handOver, setField, upgrade } from './fan-step.js';
import type { Messenger, Send } from './messenger.js';
import type { Scene } from './scene.js';
import { tag, untag } from './tag.js';
import type { TaskDesk } from './task-desk.js';
import { UNDELIVERABLE } from './trace.js';

type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** A step that acts and then goes on, without a choice. */
type Act = Exclude<Step, { kind: Waiting | 'if' | 'split' | 'send' | 'end' }>;
type Waiting = 'day' | 'wait' | 'till' | 'until' | 'absent' | 'receipt';

/** Lets a step act that is neither a send nor a wait. @returns the next step */
export function performStep(stage: Stage, enrolment: Enrolment, step: Exclude<Step, { kind: 'send' }>): number {
  switch (step.kind) {
    case 'if':
      return choose(stage.scene, enrolment, step);
    case 'split':
      return split(stage.scene, enrolment, step);
    case 'end':
      return END;
    case 'day':
    case 'wait':
    case 'till':
    case 'until':
    case 'absent':
    case 'receipt':
      throw new RangeError(`Step ${step.key} waits and cannot act`);
    default:
      act(stage, enrolment, step);
      return step.kind === 'stop' && step.sop === stage.scene.program.name ? END : step.next;
  }
}

/** Where steps act, and what they act with. */
export interface Stage {
  scene: Scene;
  messenger: Messenger;
  desk: TaskDesk;
}

function act({ scene, messenger, desk }: Stage, enrolment: Enrolment, step: Act): void {
  const { key } = step;
  switch (step.kind) {
    case 'tag':
      return tag(scene, enrolment, step);
    case 'untag':
      return untag(scene, enrolment, step);
    case 'set':
      return setField(scene, enrolment, step);
    case 'upgrade':
      return upgrade(scene, enrolment, step);
    case 'points':
      return addPoints(scene, enrolment, step);
    case 'grant': {
      const reason = messenger.grant(step.coupon, enrolment, scene.now);
      const { coupon } = step;
      return scene.note(
        enrolment,
        reason ? { kind: 'not_granted', step: key, coupon, reason } : { kind: 'granted', step: key, coupon },
      );
    }
    case 'task':
      return desk.make(enrolment, step);
    case 'assign':
      return assign(scene, enrolment, step);
    case 'handover':
      return handOver(scene, enrolment, step);
    case 'notify':
      return scene.note(enrolment, { kind: 'notified', step: key, to: step.to });
    case 'start':
      return scene.note(enrolment, { kind: 'started', step: key, sop: step.sop });
    case 'stop':
      return scene.note(enrolment, { kind: 'stopped', step: key, sop: step.sop });
    case 'webhook':
      return scene.note(enrolment, { kind: 'pushed', step: key, name: step.name });
  }
}

/** The end of the hours in which this message may not go out, or null when it may go now. */
export function heldUntil({ program, options, now }: Scene, step: Send): number | null {
  const { quiet, only } = program;
  const { shopQuiet, zone } = options;
  return messageHeldUntil(now, step, { quiet, only, shopQuiet, zone });
}

/** Sends a message or says why not. @returns the next step */
export function sendNow(
  scene: Scene,
  messenger: Messenger,
  enrolment: Enrolment,
  times: LaneTimes,
  step: Send,
): number {
  const { key, channel } = step;
  const result = messenger.handOver({ step, fan: scene.fan, enrolment, times, now: scene.now });
  if ('text' in result) scene.note(enrolment, { kind: 'sent', step: key, channel, ...result });
  else scene.note(enrolment, { kind: 'skipped', step: key, channel, reason: result.reason });
  if (step.undelivered === null) return step.next;
  const unreached = 'reason' in result && UNDELIVERABLE.includes(result.reason);
  took(scene, enrolment, step, unreached ? 'undelivered' : 'delivered');
  return unreached ? step.undelivered : step.next;
}

export function took(scene: Scene, enrolment: Enrolment, { key }: Step, way: string): void {
  scene.note(enrolment, { kind: 'took', step: key, way });
}

function choose(scene: Scene, enrolment: Enrolment, step: StepOf<'if'>): number {
  const index = step.arms.findIndex((arm) => scene.holds(arm.condition, enrolment.entry));
  took(scene, enrolment, step, index === -1 ? 'else' : String(index + 1));
  return step.arms[index]?.next ?? step.otherwise;
}

function split(scene: Scene, enrolment: Enrolment, step: StepOf<'split'>): number {
  const weights = step.arms.map(({ weight }) => weight);
  const chosen = step.arms.find(({ name }) => name === scene.options.arms[step.name]);
  const arm = chosen ?? step.arms[armOf(scene.program.name, step.name, scene.fan.id, weights)];
  if (!arm) return END;
  took(scene, enrolment, step, arm.name);
  return arm.next;
}
