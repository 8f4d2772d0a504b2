import type { Condition, EventMatch } from '../ir/condition.js';
import type { Program, Trigger } from '../ir/program.js';
import { dependsOn } from './depends-on.js';

/**
 * `enter` lets somebody in, `leave` and `wait` concern fans in flight, `goal` is counted, `look` is only looked back at.
 */
export type ListenRole = 'enter' | 'leave' | 'wait' | 'goal' | 'look';

/**
 * What a program has to be told of. `key`: an event's type, `tag` for any change of tags, `field` for a field that is set,
 * `known` for a fan of whom a shop hears, `merge` for two that are one, `start:<name>`.
 */
export interface Listen {
  role: ListenRole;
  key: string;
}

export function listensOf(program: Program): Listen[] {
  const listens: Listen[] = [{ role: 'enter', key: `start:${program.name}` }];
  const add = (role: ListenRole, keys: Iterable<string>) => {
    for (const key of keys)
      if (!listens.some((known) => known.role === role && known.key === key)) listens.push({ role, key });
  };
  for (const trigger of program.triggers) {
    if (trigger.kind === 'event' || trigger.kind === 'absent') add('enter', [trigger.event.type]);
    const watched = watchedBy(trigger);
    if (watched) add('enter', [...keysOf(watched, program), ...UNTOLD]);
  }
  for (const leave of program.leaves) add('leave', keysOf(leave.condition, program));
  for (const step of program.steps) {
    if (step.kind === 'until') add('wait', keysOf(step.condition, program));
    if (step.kind === 'till' && step.till.kind === 'live-start') add('wait', ['live.start']);
  }
  if (program.goal) add('goal', typesOf(program.goal.events));
  for (const condition of askedOnce(program)) {
    const keys = keysOf(condition, program);
    add(
      'look',
      KEPT_FOR_LISTENERS.filter((key) => keys.has(key)),
    );
  }
  return listens;
}

/** A fan has become known, or has turned out to be another one as well: what holds of them may be other than facts tell. */
const UNTOLD = ['known', 'merge'];

/** Events that are recorded only where somebody listens. */
const KEPT_FOR_LISTENERS = ['tag.add', 'tag.remove'];

/** Conditions that are asked when a fan comes to them. */
function askedOnce({ triggers, steps }: Program): Condition[] {
  const guards = [...triggers, ...steps].flatMap((part) => ('guard' in part && part.guard ? [part.guard] : []));
  const arms = steps.flatMap((step) => (step.kind === 'if' ? step.arms.map((arm) => arm.condition) : []));
  return [...guards, ...arms];
}

/** The condition that a trigger keeps an eye on: whoever it comes to hold for, or ceases to, enters. */
export function watchedBy(trigger: Trigger): Condition | null {
  if (trigger.kind === 'becomes') return trigger.condition;
  return trigger.kind === 'segment' ? { kind: 'segment', name: trigger.name } : null;
}

function typesOf(events: readonly EventMatch[]): string[] {
  return events.map((event) => event.type);
}

function keysOf(condition: Condition, program: Program): Set<string> {
  return dependsOn(condition, program.segments).facts;
}
