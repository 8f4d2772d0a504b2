import { holdUntil } from '../core/hold.js';
import type { LaneTimes } from '../core/place.js';
import { armOf } from '../core/split.js';
import { END, type Step } from '../ir/program.js';
import type { Enrolment } from './enrolment.js';
import { withTags } from './fan-state.js';
import type { Messenger, Send } from './messenger.js';
import type { Scene } from './scene.js';
import { UNDELIVERABLE } from './trace.js';

type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** Lets a step act that is neither a send nor a wait. @returns the next step */
export function performStep(scene: Scene, enrolment: Enrolment, step: Step): number {
  switch (step.kind) {
    case 'tag':
      return tag(scene, enrolment, step);
    case 'untag':
      return untag(scene, enrolment, step);
    case 'task':
      scene.note(enrolment, { kind: 'task', step: step.key, title: step.title, to: step.to });
      return step.next;
    case 'start':
      scene.note(enrolment, { kind: 'started', step: step.key, sop: step.sop });
      return step.next;
    case 'if':
      return choose(scene, enrolment, step);
    case 'split':
      return split(scene, enrolment, step);
    case 'end':
      return END;
    default:
      throw new RangeError(`The simulation cannot run step ${step.key} (${step.kind}) yet`);
  }
}

/** In-session channels: the fan is in the room, whatever the hour. */
const UNHELD_CHANNELS = new Set(['live_popup']);

/** The end of the hours in which nothing goes out on this channel, or null when it may go now. */
export function heldUntil({ program, options, now }: Scene, channel: string): number | null {
  const { quiet, only } = program;
  const { shopQuiet, zone } = options;
  return UNHELD_CHANNELS.has(channel) ? null : holdUntil(now, { quiet, only, shopQuiet, zone });
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

function tag(scene: Scene, enrolment: Enrolment, { key, names, next }: StepOf<'tag'>): number {
  const added = names.filter((name) => !scene.fan.tags.has(name));
  if (added.length > 0) scene.note(enrolment, { kind: 'tagged', step: key, names: added });
  scene.fan = withTags(scene.fan, added, []);
  return next;
}

function untag(scene: Scene, enrolment: Enrolment, { key, names, next }: StepOf<'untag'>): number {
  const removed = names.filter((name) => scene.fan.tags.has(name));
  if (removed.length > 0) scene.note(enrolment, { kind: 'untagged', step: key, names: removed });
  scene.fan = withTags(scene.fan, [], removed);
  return next;
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
